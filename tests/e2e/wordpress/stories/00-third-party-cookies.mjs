export const title = 'A frame of another site gets its cookies only where third-party cookies are allowed';

// The control of all other stories: were blocking not effective, they would prove half of what they say.
export default async ({ alpha, bravo, arrives, expect, cookies }) => {
  const visitor = await arrives();
  await visitor.opens(alpha.at());
  await visitor.context.addCookies([{ name: 'third', value: 'party', url: alpha.at(), secure: true, sameSite: 'None' }]);
  const first = await visitor.page.evaluate((url) => fetch(url, { credentials: 'include' }).then((answer) => answer.json()), alpha.at('?bed=cookies'));
  expect.truth(first.includes('third'), 'first-party, the cookie is always sent');

  await visitor.opens(bravo.at());
  const framed = await visitor.page.evaluate(async (url) => {
    const frame = document.createElement('iframe');
    frame.src = url;
    document.body.append(frame);
    await new Promise((resolve) => { frame.onload = resolve; });
  }, alpha.at('?bed=cookies')).then(() => visitor.page.frames()[1].evaluate(() => JSON.parse(document.body.textContent)));
  expect.equal(framed.includes('third'), cookies === 'allowed', 'whether the cookie is sent from a frame');
};
