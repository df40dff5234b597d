import { describe, expect, test } from '@jest/globals';
import Anthropic from '@anthropic-ai/sdk';
import { allowed } from './allowed-requests.ts';
import { brokenContent } from './broken-content.ts';
import { brokenSettings } from './broken-settings.ts';
import { png } from './picture.ts';
import { tiny, user, image, labelled, base } from './request-parts.ts';
import { pageRequest, post, withSim } from './with-sim.ts';

test.each([...brokenContent, ...brokenSettings])('refuses %s', async (_, change, message) => {
  const { sim } = await withSim();
  const refusal = await post(sim, { ...base, ...change });
  expect(refusal).toMatchObject({
    status: 400,
    type: 'invalid_request_error',
    message: expect.stringMatching(message),
  });
  expect(sim.audit().bill.calls).toBe(0);
});

test.each(allowed)('takes %s', async (_, change) => {
  const { sim } = await withSim();
  expect(await post(sim, { ...base, ...change })).toMatchObject({ status: 200 });
});

describe('large things', () => {
  test('a side beyond 8000 pixels is named with its place', async () => {
    const { client } = await withSim();
    const error: unknown = await client.messages
      .create(pageRequest({}, png(8001, 8)))
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Anthropic.ImageDimensionsTooLargeError);
    expect(error).toMatchObject({
      details: { max_side_length_pixels: 8000, paths: ['messages.0.content.0'] },
    });
  });

  test('with more than 20 images no side may be beyond 2000 pixels', async () => {
    const { sim } = await withSim();
    const wide = image(png(2001, 8));
    const small = image(tiny);
    const of = (count: number): object => ({
      ...base,
      messages: [user(wide, ...Array.from({ length: count - 1 }, () => small))],
    });
    expect((await post(sim, of(20))).status).toBe(200);
    expect(await post(sim, of(21))).toMatchObject({
      status: 400,
      message: expect.stringContaining('many-image requests: 2000 pixels'),
      details: {
        error_code: 'image_dimensions_too_large',
        max_side_length_pixels: 2000,
        paths: ['messages.0.content.0'],
      },
    });
  });

  test('more than 100 images are too many for 200k tokens of context, and not for a million', async () => {
    const { sim } = await withSim();
    const messages = [user(...Array.from({ length: 101 }, () => image(tiny)))];
    expect(await post(sim, { ...base, model: 'claude-haiku-4-5', messages })).toMatchObject({
      status: 400,
      message: 'Too much media: 0 document pages + 101 images > 100',
    });
    expect((await post(sim, { ...base, messages })).status).toBe(200);
  });

  test('more than 32 MB is refused in front of the API, without JSON and without an id', async () => {
    const { client } = await withSim();
    const huge = 'A'.repeat(32_000_000);
    const error: unknown = await client.messages
      .create(pageRequest({ messages: [{ role: 'user', content: huge }] }))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 413, type: null, requestID: null });
  });

  test('an image that does not decode is refused when every pixel is looked at', async () => {
    const { sim } = await withSim({ strictDecode: true });
    const cut = png(300, 300, ['text']).subarray(0, 900);
    const messages = [user(labelled('image/png', cut.toString('base64')))];
    expect(await post(sim, { ...base, messages })).toMatchObject({
      status: 400,
      message: 'Could not process image',
    });
  });
});

describe('who may call what', () => {
  test('no key at all', async () => {
    const { sim } = await withSim();
    expect(await post(sim, base, { authorization: '' })).toMatchObject({
      status: 401,
      type: 'authentication_error',
    });
  });

  test('x-api-key does as well, and wins over the bearer', async () => {
    const { sim } = await withSim({ apiKeys: ['good'] });
    expect((await post(sim, base, { 'x-api-key': 'good' })).status).toBe(200);
    expect((await post(sim, base, { authorization: 'Bearer good' })).status).toBe(200);
    expect(
      (await post(sim, base, { authorization: 'Bearer good', 'x-api-key': 'bad' })).status,
    ).toBe(401);
  });

  test('another version of the API', async () => {
    const { sim } = await withSim();
    expect((await post(sim, base, { 'anthropic-version': '2025-01-01' })).status).toBe(400);
    expect((await post(sim, base, { 'anthropic-version': '' })).status).toBe(400);
  });

  test('the old version still takes a temperature, for models before 4.7', async () => {
    const { sim } = await withSim();
    const old = { 'anthropic-version': '2023-06-01' };
    const warm = { ...base, temperature: 0.5 };
    expect((await post(sim, { ...warm, model: 'claude-sonnet-4-6' }, old)).status).toBe(200);
    expect((await post(sim, { ...warm, model: 'claude-haiku-5-5' }, old)).status).toBe(400);
    expect((await post(sim, { ...warm, model: 'claude-sonnet-4-6' })).status).toBe(400);
  });

  test('a body that is no JSON', async () => {
    const { sim } = await withSim();
    expect(await post(sim, '{"model":')).toMatchObject({
      status: 400,
      message: expect.stringContaining('JSON'),
    });
  });

  test('a path that is not there', async () => {
    const { sim } = await withSim();
    expect(await post(sim, base, {}, '/v1/complete')).toMatchObject({
      status: 404,
      type: 'not_found_error',
    });
  });
});
