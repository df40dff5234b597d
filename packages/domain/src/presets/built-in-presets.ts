import { chart } from './chart.ts';
import { contract } from './contract.ts';
import { form } from './form.ts';
import { handwriting } from './handwriting.ts';
import { idDocument } from './id-document.ts';
import { invoice } from './invoice.ts';
import { markdown } from './markdown.ts';
import { medicalClaim } from './medical-claim.ts';
import type { Presets } from './preset.ts';
import { productPhoto } from './product-photo.ts';
import { receipt } from './receipt.ts';
import { table } from './table.ts';
import { text } from './text.ts';
import { uiDiff } from './ui-diff.ts';

/** The presets every server has, in the order in which they are listed. Add one here. */
export const builtInPresets: Presets = new Map(
  [
    markdown,
    text,
    handwriting,
    invoice,
    receipt,
    form,
    table,
    chart,
    idDocument,
    contract,
    medicalClaim,
    productPhoto,
    uiDiff,
  ].map((preset) => [preset.name, preset]),
);
