import type { Preset } from './preset.ts';
import { list, numberOrNull, object, oneOf, text, textOrNull } from './schema-parts.ts';

export const chart: Preset = {
  name: 'chart',
  title: 'Chart',
  description: 'The series of a chart, each point with its label and value.',
  task: 'extract',
  prompt:
    'Read the charts in this picture. For every chart give each series with its name from the legend ' +
    'and its points in order, each with the label on its axis and its value. Where a value is ' +
    'printed copy it, as a plain number with a point for decimals; where it has to be read off the ' +
    'axis estimate it and say so; where it cannot be told it is null. List no point that is not drawn.',
  schema: object({
    charts: list(
      object({
        title: textOrNull(),
        kind: oneOf('bar', 'line', 'area', 'pie', 'scatter', 'other'),
        label_axis: textOrNull('What the labels are, such as "Year".'),
        value_axis: textOrNull('What the values are and their unit, such as "Sales in EUR m".'),
        series: list(
          object({
            name: textOrNull(),
            points: list(
              object({
                label: text(),
                value: numberOrNull(),
                is_estimated: { type: 'boolean' },
              }),
            ),
          }),
        ),
      }),
    ),
  }),
};
