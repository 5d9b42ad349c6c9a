// lima is a multisite, kilo one of its blogs with its own host. romeo is the hub of a network that lima joins.
import { paired } from '../browser/network.mjs';

export const title = 'A login at any host of a multisite is valid at its blogs with their own hosts, and ends at all of them';
export const alone = 'lima';

export default async ({ lima, kilo, romeo, id, newVisitor, cookies, expect }) => {
  const logins = (user) => lima.php('return count(WP_Session_Tokens::get_instance($with["user"])->get_all());', { user });
  const person = await lima.person(id, { verified: false });

  const visitor = await newVisitor();
  await visitor.signsInDirectly(lima, person);
  expect.equal(await visitor.who(kilo), id, 'who is signed in at the blog');
  expect.equal(await logins(person.id), 1, 'logins of a user of two hosts');
  visitor.requests.length = 0;
  await visitor.who(kilo);
  expect.equal(visitor.requests.filter(({ navigation }) => navigation).length, 1, 'pages opened at the next view');
  await visitor.signsOut(kilo);
  expect.equal(await visitor.who(lima), 'nobody', 'who is signed in at the main site after a logout at the blog');

  const other = await newVisitor();
  await other.signsInDirectly(kilo, person);
  expect.equal(await other.who(kilo), id, 'who signed in at the blog');
  expect.equal(await other.who(lima), id, 'who is signed in at the main site');
  await other.signsOut(lima);
  expect.equal(await other.who(kilo), 'nobody', 'who is signed in at the blog after a logout at the main site');

  // The blog is visited before the login at the main site.
  const again = await newVisitor();
  expect.equal(await again.who(kilo), 'nobody', 'nobody yet at the blog');
  await again.signsInDirectly(lima, person);
  await again.opens(lima.at());
  expect.equal(await again.who(kilo), id, 'who is signed in at the blog visited before');

  // By password at both hosts: two logins of one browser, which end together. Different users at the two hosts stay separate.
  const both = await newVisitor();
  await both.signsInDirectly(lima, person);
  await both.signsInDirectly(kilo, person);
  expect.equal(await both.who(kilo), id, 'who is signed in at both');
  await both.signsOut(kilo);
  expect.equal(await both.who(lima), 'nobody', 'who is signed in at the main site after that');
  const friend = await lima.person(`${id}f`);
  const two = await newVisitor();
  await two.signsInDirectly(lima, person);
  await two.signsInDirectly(kilo, friend);
  expect.equal(await two.who(kilo), friend.login, 'who is signed in at the blog');
  expect.equal(await two.who(lima), id, 'who is signed in at the main site');

  // The blogs take part in the networks of the main site.
  const network = `blogs-${cookies}`;
  await paired(network, romeo, lima, async () => {
    const guest = await romeo.person(`${id}g`);
    const far = await newVisitor();
    await far.signsInDirectly(romeo, guest);
    expect.equal(await far.who(kilo), guest.login, 'who is signed in at the blog through the other site');
    await far.signsOut(kilo);
    await far.eventuallyIs(romeo, 'nobody');

    const near = await newVisitor();
    await near.signsInDirectly(kilo, friend);
    await near.opens(kilo.at());
    expect.equal(await near.who(romeo), friend.login, 'who is signed in at the other site after a login at the blog');
    await near.signsOut(romeo);
    await near.eventuallyIs(kilo, 'nobody');
  });
};
