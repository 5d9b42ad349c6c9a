export const title = 'A token that was used, stolen, altered, kept too long or meant for another opens nothing';

const start = (site) => site.at('wp-login.php?action=usersync&usersync=start&interactive=1&to=/');

export default async ({ alpha, bravo, charlie, id, arrives, expect }) => {
  const person = await alpha.person(id);
  const visitor = await arrives();
  await visitor.isIn(alpha, person);
  const fresh = async () => visitor.intercepts(start(bravo));
  const nobody = async (whose, what) => {
    await whose.page.goto(bravo.at('?bed=who'));
    expect.equal(await whose.page.innerText('body'), 'nobody', what);
  };

  // Stolen: in another browser.
  let form = await fresh();
  const thief = await arrives();
  await thief.posts(alpha.origin, form);
  await nobody(thief, 'who the thief is at bravo');

  // Stolen by somebody who began a sign-in of his own: his state, the other's token.
  const own = await thief.intercepts(alpha.at('wp-login.php')).catch(() => null);
  expect.equal(own, null, 'the hub gives no token to who is not signed in');

  // Altered.
  form = await fresh();
  const { token } = form.fields;
  const middle = Math.floor(token.length / 2);
  const altered = token.slice(0, middle) + (token[middle] === 'A' ? 'B' : 'A') + token.slice(middle + 1);
  await visitor.posts(alpha.origin, { ...form, fields: { ...form.fields, token: altered } });
  await nobody(visitor, 'who arrives with an altered token');

  // Meant for another site.
  form = await fresh();
  const other = await visitor.intercepts(start(charlie));
  await visitor.posts(alpha.origin, { ...form, fields: { ...form.fields, token: other.fields.token } });
  await nobody(visitor, 'who arrives with a token for charlie');

  // Kept too long: the hub's clock was far behind when it made this one.
  form = await fresh();
  const old = await alpha.php(`UserSync\\Plugin\\Networks::all(); return usersync_token_generate('main', $with['to'], ['sub' => (string) $with['user'], 'sid' => str_repeat('A', 22), 'auth_ms' => 1,
    'email' => $with['email'], 'email_verified' => true], ['ttl' => 1, 'challenge' => str_repeat('A', 43)]);`, { to: bravo.url, user: person.id, email: person.email });
  await visitor.posts(alpha.origin, { ...form, fields: { ...form.fields, token: old } });
  await nobody(visitor, 'who arrives with a token made for another state');

  // From an address that no network names.
  form = await fresh();
  await visitor.posts('https://evil.test', form);
  await nobody(visitor, 'who arrives from a page of a stranger');

  // Used: the good one opens, once.
  form = await fresh();
  await visitor.posts(alpha.origin, form);
  await visitor.page.goto(bravo.at('?bed=who'));
  expect.equal(await visitor.page.innerText('body'), id, 'who arrives with a good one');
  await visitor.context.clearCookies({ domain: bravo.host });
  await visitor.posts(alpha.origin, form);
  await nobody(visitor, 'who arrives with it once more');
};
