export const title = 'A browser sends one check in 15 minutes, and no other additional request';

export default async ({ alpha, bravo, id, newVisitor, expect }) => {
  const visitor = await newVisitor();
  const foreign = () => visitor.requests.filter(({ url }) => !url.startsWith(`${bravo.origin}/`) || /usersync/.test(url.replace(/^[^?]*/, ''))).map(({ url }) => url);
  await visitor.who(bravo);
  const probe = foreign();
  expect.isTrue(probe.length > 0 && probe.length <= 3, `requests of the first view: ${probe}`);
  for (let view = 0; view < 3; view += 1) {
    visitor.requests.length = 0;
    await visitor.who(bravo, view === 2 ? 'hello-world/' : '');
    expect.equal(foreign(), [], 'requests of a view after that');
  }
  const html = await (await fetch(bravo.at(), { headers: { 'User-Agent': 'Mozilla/5.0 story' } })).text();
  const script = html.match(/<script[^>]*usersync-probe[^>]*>([^]*?)<\/script>/)?.[1] ?? '';
  expect.isTrue(script.length > 0 && script.length < 1000, `the script has ${script.length} bytes`);
  expect.equal((html.match(/plugins\/usersync/g) ?? []).length, 0, 'files of the plugin in the page');

  await visitor.signsInDirectly(alpha, await alpha.person(id));
  expect.equal(await visitor.who(alpha), id, 'who is signed in at the hub');
  expect.equal(await visitor.who(bravo), id, 'who is signed in');
  for (let view = 0; view < 2; view += 1) {
    visitor.requests.length = 0;
    await visitor.who(bravo);
    expect.equal(foreign(), [], 'requests of a view, signed in');
  }
};
