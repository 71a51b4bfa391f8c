// An invented country: no place here is a word in the public lists of British bodies, schools, trusts or councils.
import type { Region } from '../../shared/vocabulary.ts'

export interface Area {
  readonly region: Exclude<Region, 'Overseas'>
  /** Somewhere in the middle of the region, in ten-thousandths of a degree. */
  readonly lat: number
  readonly lon: number
  readonly places: readonly string[]
}

const area = (region: Area['region'], [lat, lon]: readonly [number, number], places: string): Area => ({
  region,
  lat,
  lon,
  places: places.split(' '),
})

export const AREAS: readonly Area[] = [
  area('North East', [549000, -17000], 'Wexmoor Tynnlaw Harlside Corrbeck Blaydsike Sleadon Hexlaw Alnholme Seahope'),
  area(
    'North West',
    [538000, -26000],
    'Penraddle Ribbleford Tarnholme Calderwyke Bowfold Windersett Lunebeck Eskerby Rossenham',
  ),
  area(
    'Yorkshire and The Humber',
    [539000, -14000],
    'Swalethorpe Aireby Nidderwick Wolderby Humberleigh Ainsterby Ousethwaite Dernshaw Kexholme',
  ),
  area(
    'East Midlands',
    [529000, -10000],
    'Trentwold Soarby Quenborne Witherstoke Belvorne Charnby Dovemarsh Kesteby Wreakeham',
  ),
  area(
    'West Midlands',
    [525000, -20000],
    'Arrowmere Temebury Wyrecote Clunford Stourcombe Severnleigh Tamebrook Onnyham Corvesley',
  ),
  area(
    'East of England',
    [523000, 5000],
    'Orwick Blytham Wensmere Fenlode Stowmarsh Colneham Debenholt Wavenby Brecksall',
  ),
  area('London', [515000, -1300], 'Brentmere Effrastow Moselham Peckwater Tyebourne Wandlestow Hackmere Walbrooke'),
  area(
    'South East',
    [513000, -8000],
    'Medwyke Ouselow Arunfold Cuckholt Rothermarsh Itchenby Testcombe Meonhurst Wealdham',
  ),
  area(
    'South West',
    [510000, -30000],
    'Tavycombe Exmarsh Lynchcombe Otterleigh Frometon Axelcombe Dartholme Tamarsleigh Fowestow',
  ),
  area(
    'Wales',
    [522000, -37000],
    'Llanferris Aberwenlas Pontyrhedyn Trefaelog Caerlwyd Brynhelyg Abercelyn Cwmdulas Penyrafon',
  ),
  area(
    'Scotland',
    [562000, -36000],
    'Strathorran Glenmurrick Invercaldie Kirkdoran Auchenbrae Balnagarrow Dunlarrick Kilmorven Abercorrie',
  ),
  area(
    'Northern Ireland',
    [546000, -65000],
    'Ballykeevan Drumlarne Killyclare Magherowen Tullyvarn Annaghcor Lisnavarra Ballinderg Donaghlea',
  ),
]

/** Wild flowers and herbs, which name buildings of an organisation: more than the sites that any of them has. */
export const PLANTS: readonly string[] = (
  'Larkspur Marigold Juniper Tansy Teasel Yarrow Sorrel Bramble Campion Foxglove Hawkbit Speedwell Bryony Comfrey ' +
  'Bergamot Cowslip Damson Elderflower Fennel Gorse Heather Bistort Jasmine Kingcup Lovage Mallow Nettle Oxlip ' +
  'Pimpernel Quince Ragwort Saffron Thistle Vetch Woodruff Betony Burdock Celandine Clover Harebell Eyebright Bugle'
).split(' ')
