/** The values of the labels of HNS calls. An unknown HRESULT as a label could create any number of series. */
import { HNS_ERROR_CODES, HRESULT_NAMES } from '../../hns/transport/hns-error.ts';

/** `result` of `hns_calls_total`. */
export const CALL_RESULTS = ['ok', ...HNS_ERROR_CODES, 'broken', 'spared'] as const;
/** `hresult` of `hns_errors_total`. */
export const ERROR_NAMES: readonly string[] = [...HRESULT_NAMES, 'other', 'none'];
