export const title = 'A URL that triggers an action triggers it once, and a submitted form is not lost, also if a sign-in check is due';

export default async ({ alpha, bravo, id, newVisitor, expect }) => {
  const count = async (visitor) => JSON.parse((await visitor.fetches(bravo.at('?counter=read'))).text).count;
  const newcomer = await newVisitor();
  await newcomer.signsInDirectly(alpha, await alpha.person(id));
  await newcomer.opens(bravo.at('?counter=add'));
  expect.equal(await count(newcomer), 1, 'actions at the first visit');

  // The response to a form is shown, even if a check is due.
  const asked = () => newcomer.requests.filter(({ url }) => /usersync=start/.test(url)).length;
  await Promise.all([newcomer.page.waitForNavigation(), newcomer.page.evaluate(() => {
    const form = document.createElement('form');
    form.method = 'post';
    document.body.append(form);
    form.submit();
  })]);
  await newcomer.settles();
  expect.equal([asked(), await newcomer.page.textContent('#who')], [0, 'nobody'], 'checks, and who is signed in, after the form');
  expect.equal(await newcomer.who(bravo), id, 'who is signed in at the next page');

  // A user who signed in here is redirected to the hub once.
  const member = await newVisitor();
  await member.signsInDirectly(bravo, await bravo.person(`${id}m`));
  await member.opens(bravo.at('?counter=add'));
  expect.equal(await count(member), 1, 'actions after a sign-in');
  expect.equal(await member.who(bravo), `${id}m`, 'who is signed in at the next page');
  expect.equal(await member.who(alpha), `${id}m`, 'who is signed in at the hub');
};
