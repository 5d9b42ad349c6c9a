export const title = 'An address that does something does it once, and a form that was sent stays sent, also where a sign-in is due';

export default async ({ alpha, bravo, id, arrives, expect }) => {
  const count = async (visitor) => JSON.parse((await visitor.fetches(bravo.at('?counter=read'))).text).count;
  const stranger = await arrives();
  await stranger.isIn(alpha, await alpha.person(id));
  await stranger.opens(bravo.at('?counter=add'));
  expect.equal(await count(stranger), 1, 'how often it was done on a first visit');

  // The answer to a form is shown, whoever might be signed in elsewhere.
  const asked = () => stranger.requests.filter(({ url }) => /usersync=start/.test(url)).length;
  await Promise.all([stranger.page.waitForNavigation(), stranger.page.evaluate(() => {
    const form = document.createElement('form');
    form.method = 'post';
    document.body.append(form);
    form.submit();
  })]);
  await stranger.rests();
  expect.equal([asked(), await stranger.page.textContent('#who')], [0, 'nobody'], 'who answers the form');
  expect.equal(await stranger.who(bravo), id, 'who is signed in at the next page');

  // Who signed in here is taken to the hub once.
  const member = await arrives();
  await member.isIn(bravo, await bravo.person(`${id}m`));
  await member.opens(bravo.at('?counter=add'));
  expect.equal(await count(member), 1, 'how often it was done after a sign-in');
  expect.equal(await member.who(bravo), `${id}m`, 'who is signed in at the next page');
  expect.equal(await member.who(alpha), `${id}m`, 'and at the hub');
};
