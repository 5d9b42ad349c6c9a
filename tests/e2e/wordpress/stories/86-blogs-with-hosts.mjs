// lima is a multisite, kilo a blog of it with a host of its own; romeo is the hub of a network that lima joins.
import { paired } from '../browser/network.mjs';

export const title = 'A login at any host of a multisite is one at its blogs with hosts of their own, and ends with it everywhere';
export const alone = 'lima';

export default async ({ lima, kilo, romeo, id, arrives, cookies, expect }) => {
  const logins = (user) => lima.php('return count(WP_Session_Tokens::get_instance($with["user"])->get_all());', { user });
  const person = await lima.person(id, { verified: false });

  const visitor = await arrives();
  await visitor.isIn(lima, person);
  expect.equal(await visitor.who(kilo), id, 'who is signed in at the blog');
  expect.equal(await logins(person.id), 1, 'logins of whoever uses two hosts');
  visitor.requests.length = 0;
  await visitor.who(kilo);
  expect.equal(visitor.requests.filter(({ navigation }) => navigation).length, 1, 'pages opened at the next view');
  await visitor.signsOut(kilo);
  expect.equal(await visitor.who(lima), 'nobody', 'who is signed in at the main site after a logout at the blog');

  const other = await arrives();
  await other.isIn(kilo, person);
  expect.equal(await other.who(kilo), id, 'who signed in at the blog');
  expect.equal(await other.who(lima), id, 'who is signed in at the main site');
  await other.signsOut(lima);
  expect.equal(await other.who(kilo), 'nobody', 'who is signed in at the blog after a logout at the main site');

  // Looked at before, and then signed in at the main site.
  const again = await arrives();
  expect.equal(await again.who(kilo), 'nobody', 'nobody yet at the blog');
  await again.isIn(lima, person);
  await again.opens(lima.at());
  expect.equal(await again.who(kilo), id, 'who is signed in at the blog that was looked at before');

  // By password at both: two logins of one browser, which end together. Another person at the other host stays another.
  const both = await arrives();
  await both.isIn(lima, person);
  await both.isIn(kilo, person);
  expect.equal(await both.who(kilo), id, 'who is signed in twice');
  await both.signsOut(kilo);
  expect.equal(await both.who(lima), 'nobody', 'who is signed in at the main site after that');
  const friend = await lima.person(`${id}f`);
  const two = await arrives();
  await two.isIn(lima, person);
  await two.isIn(kilo, friend);
  expect.equal(await two.who(kilo), friend.login, 'who is signed in at the blog');
  expect.equal(await two.who(lima), id, 'who is signed in at the main site beside him');

  // The networks of the main site are the blogs' too.
  const network = `blogs-${cookies}`;
  await paired(network, romeo, lima, async () => {
    const guest = await romeo.person(`${id}g`);
    const far = await arrives();
    await far.isIn(romeo, guest);
    expect.equal(await far.who(kilo), guest.login, 'who came from the other site to the blog');
    await far.signsOut(kilo);
    await far.becomes(romeo, 'nobody');

    const near = await arrives();
    await near.isIn(kilo, friend);
    await near.opens(kilo.at());
    expect.equal(await near.who(romeo), friend.login, 'who is signed in at the other site after a login at the blog');
    await near.signsOut(romeo);
    await near.becomes(kilo, 'nobody');
  });
};
