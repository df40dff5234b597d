import type { Preset } from './preset.ts';
import { dayOrNull, list, numberOrNull, object, text, textOrNull } from './schema-parts.ts';

export const medicalClaim: Preset = {
  name: 'medical-claim',
  title: 'Medical claim',
  description: 'Patient, provider, ICD-10 diagnoses and CPT services of a medical claim.',
  task: 'extract',
  prompt:
    'Read this medical claim and fill in its fields. Copy every code sign by sign as printed, with ' +
    'its letters, points and leading zeros: ICD-10 codes such as E11.9, CPT and HCPCS codes such as ' +
    '99213 or J1885, and modifiers. Never mend, complete or look up a code, and give no code that is ' +
    'not printed. Amounts are plain numbers with a point for decimals; dates are YYYY-MM-DD. List ' +
    'every service line once, in the order printed. What is not on the page, or cannot be read for ' +
    'certain, is null.',
  // No patterns on codes: a grammar would bend what is printed until it fits.
  schema: object({
    claim_number: textOrNull(),
    payer_name: textOrNull(),
    patient_name: textOrNull(),
    patient_date_of_birth: dayOrNull(),
    member_id: textOrNull(),
    provider_name: textOrNull(),
    provider_npi: textOrNull(),
    diagnoses: list(
      object({
        pointer: textOrNull('The letter or number that service lines refer to, such as A.'),
        icd10_code: textOrNull(),
        description: textOrNull('Only where printed.'),
      }),
    ),
    services: list(
      object({
        date_of_service: dayOrNull(),
        cpt_code: textOrNull('CPT or HCPCS.'),
        modifiers: list(text()),
        diagnosis_pointers: list(text()),
        units: numberOrNull(),
        charge: numberOrNull(),
      }),
    ),
    total_charge: numberOrNull(),
    amount_paid: numberOrNull(),
  }),
};
