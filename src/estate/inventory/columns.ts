// The canonical columns of an inventory, the columns that hold two of them at once, and what else they are called.
import { NETWORKS, SECTORS, SENSITIVITIES, STANDINGS, VETTINGS } from '../../shared/vocabulary.ts'
import * as value from './values.ts'

interface Column<T> {
  readonly type: value.ValueType<T>
  /** Headers that mean it, besides its own name; the ones that say it best come first. */
  readonly synonyms: readonly string[]
}
const column = <T>(type: value.ValueType<T>, ...synonyms: string[]): Column<T> => ({ type, synonyms })

/** By field name; the header is the same in snake case (`site_name`). */
export const COLUMNS = {
  organisation: column(value.label, 'organization', 'organisation_name', 'company', 'council', 'local_authority'),
  standing: column(value.oneOf(STANDINGS)),
  sector: column(value.oneOf(SECTORS)),
  site: column(
    value.label,
    'site_code',
    'site_id',
    'site_ref',
    'site_reference',
    'site_number',
    'site_no',
    'building',
    'premises',
    'property',
  ),
  siteName: column(value.label, 'building_name', 'premises_name', 'property_name'),
  sensitivity: column(value.oneOf(SENSITIVITIES), 'designation', 'site_sensitivity'),
  limbs: column(value.limbs, 'sensitive_limbs'),
  region: column(value.region, 'itl1', 'nation_or_region'),
  postcode: column(value.postcode, 'zip'),
  lat: column(value.degrees(90), 'latitude'),
  lon: column(value.degrees(180), 'longitude', 'lng', 'long'),
  vetting: column(value.oneOf(VETTINGS), 'vetting_level', 'clearance'),
  scheduledUpgrade: column(value.date, 'upgrade_on', 'upgrade_date', 'planned_upgrade', 'scheduled_upgrade_date'),
  upgradeFunded: column(value.yesNo, 'funded'),
  upgradeManufacturer: column(value.text, 'upgrade_make', 'upgrade_brand'),
  device: column(
    value.label,
    ...['device_id', 'camera_id', 'camera_number', 'cam_number', 'camera_no', 'cam_no', 'cam_id', 'asset_tag'],
    ...['camera_ref', 'camera_reference', 'cam_ref', 'device_ref', 'device_reference', 'device_number', 'device_no'],
    ...['asset_id', 'asset', 'asset_number', 'asset_no', 'asset_ref', 'asset_reference', 'device_name', 'device_label'],
    ...['camera_name', 'camera_label', 'camera', 'ref', 'ref_no', 'reference', 'id', 'label', 'hostname'],
  ),
  kind: column(value.kind, 'device_type', 'device_kind', 'equipment_type', 'asset_type', 'type', 'category'),
  manufacturer: column(
    value.text,
    ...['make', 'brand', 'maker', 'vendor', 'manufacturer_name', 'brand_name', 'oem', 'mfr', 'mfg'],
    ...['camera_make', 'camera_brand', 'camera_manufacturer', 'device_make', 'device_brand', 'device_manufacturer'],
  ),
  model: column(value.text, 'model_number', 'model_no', 'model_name', 'camera_model', 'device_model', 'part_number'),
  serial: column(value.serial, 'serial_number', 'serial_no', 'sn', 'device_serial'),
  mac: column(value.mac, 'mac_address', 'mac_addr', 'ethernet_address', 'hardware_address', 'physical_address'),
  firmware: column(value.text, 'firmware_version', 'fw', 'fw_version', 'software_version', 'banner'),
  ip: column(value.text, 'ip_address', 'ipv4', 'address_ip', 'ip_addr', 'camera_ip', 'device_ip'),
  network: column(value.oneOf(NETWORKS), 'network_type', 'connected_to'),
  internetExposed: column(value.yesNo, 'internet', 'exposed', 'internet_facing'),
  recorder: column(value.label, 'nvr', 'dvr', 'recorder_id', 'recorder_name', 'nvr_name', 'records_to'),
  location: column(value.text, 'camera_location', 'device_location', 'position', 'location_description'),
  status: column(
    value.status,
    ...['device_status', 'asset_status', 'camera_status', 'current_status', 'operational_status', 'lifecycle_status'],
    ...['status_label', 'service_status'],
  ),
  installedOn: column(
    value.date,
    ...['installed', 'install_date', 'installation_date', 'date_installed', 'date_of_installation', 'installed_date'],
    ...['commissioned_on', 'commissioning_date', 'year_installed', 'installation_year'],
  ),
}
export type Field = keyof typeof COLUMNS
export const FIELDS = Object.keys(COLUMNS) as Field[]

type ValueOf<F extends Field> = Exclude<ReturnType<(typeof COLUMNS)[F]['type']['read']>, undefined | ''>
/** What a row says; null where it says nothing. */
export type Facts = { readonly [F in Field]: ValueOf<F> | null }

/** Columns of which a cell says more than one fact, or says it beside other things: they fill in what the others leave blank. */
export const COMPOUNDS = {
  /** `Hikvision DS-2CD2143G2-I` (make-model.ts). */
  makeModel: column(
    value.text,
    ...['make_and_model', 'manufacturer_model', 'manufacturer_and_model', 'brand_model', 'brand_and_model'],
    ...['model_make', 'camera_make_model', 'camera_make_and_model', 'device_make_model'],
  ),
  /** `53.4645, -2.2848`. */
  coordinates: column(
    value.point,
    ...['coordinate', 'coords', 'lat_lon', 'lat_long', 'lat_lng', 'latitude_longitude', 'lat_and_long', 'gps'],
    ...['gps_coordinates', 'gps_location', 'geolocation', 'geo_point', 'geo_point_2d', 'the_geom', 'wkt'],
  ),
  /** Read for a maker's name only: what else it says may be where a device hangs, which is kept sealed. */
  description: column(
    value.text,
    ...['item_description', 'device_description', 'camera_description', 'asset_description', 'equipment_description'],
    ...['product_description', 'product', 'product_name', 'item', 'item_name'],
  ),
} as const
export type Compound = keyof typeof COMPOUNDS

/** What a column of a file may be taken for. */
export type Target = Field | Compound
const ALL = { ...COLUMNS, ...COMPOUNDS }
export const TARGETS = Object.keys(ALL) as Target[]

export function columnOf(target: Target): Column<unknown> {
  return ALL[target]
}

/** `siteName` is the column `site_name`. */
export function headerOf(target: Target): string {
  return target.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)
}
