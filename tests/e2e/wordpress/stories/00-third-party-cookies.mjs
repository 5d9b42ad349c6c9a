export const title = 'A cross-site frame receives its cookies only if third-party cookies are allowed';

// Control for all other stories: without effective blocking, the mode "blocked" would prove nothing.
export default async ({ alpha, bravo, newVisitor, expect, cookies }) => {
  const visitor = await newVisitor();
  await visitor.opens(alpha.at());
  await visitor.context.addCookies([{ name: 'third', value: 'party', url: alpha.at(), secure: true, sameSite: 'None' }]);
  const first = await visitor.page.evaluate((url) => fetch(url, { credentials: 'include' }).then((answer) => answer.json()), alpha.at('?bed=cookies'));
  expect.isTrue(first.includes('third'), 'the cookie is sent in a first-party request');

  await visitor.opens(bravo.at());
  const framed = await visitor.page.evaluate(async (url) => {
    const frame = document.createElement('iframe');
    frame.src = url;
    document.body.append(frame);
    await new Promise((resolve) => { frame.onload = resolve; });
  }, alpha.at('?bed=cookies')).then(() => visitor.page.frames()[1].evaluate(() => JSON.parse(document.body.textContent)));
  expect.equal(framed.includes('third'), cookies === 'allowed', 'whether the cookie is sent from a frame');
};
