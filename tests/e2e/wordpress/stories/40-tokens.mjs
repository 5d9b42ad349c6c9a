export const title = 'A token that was used, stolen, altered or meant for another opens nothing';

const start = (site) => site.at('wp-login.php?action=usersync&usersync=start&interactive=1&to=/');
const reason = (page) => page.match(/Reason: (\w+)/)?.[1] ?? page;

export default async ({ alpha, bravo, charlie, id, arrives, expect }) => {
  const person = await alpha.person(id);
  const visitor = await arrives();
  await visitor.isIn(alpha, person);
  const fresh = async () => visitor.intercepts(start(bravo));
  const nobody = async (whose, what) => {
    await whose.page.goto(bravo.at('?bed=who'));
    expect.equal(await whose.page.innerText('body'), 'nobody', what);
  };
  // What only the hub's own server can do: a token under the key that it shares with bravo.
  const made = (form, to, options = { challenge: form.challenge }) => alpha.php(`
    $sealed = UserSync\\Plugin\\Network\\NetworkStore::all()['main']['peers'][$with['peer']]['key'];
    $key = UserSync\\Plugin\\Network\\NetworkStore::unseal($sealed, 'main', $with['peer']);
    usersync_network_define('main', ['site' => UserSync\\Plugin\\Site\\Site::url(), 'hub' => UserSync\\Plugin\\Site\\Site::url(), 'peers' => [$with['to'] => ['keys' => [$key]]]]);
    return usersync_token_generate('main', $with['to'], ['sub' => (string) $with['user']] +
      (isset($with['options']['purpose']) ? [] : ['auth_ms' => (int) (microtime(true) * 1000), 'email' => $with['email'], 'email_verified' => true]), $with['options']);`,
  { peer: bravo.url, to: to.url, user: person.id, email: person.email, options });
  const arrivesWith = async (form, token) => reason(await visitor.posts(alpha.origin, { ...form, fields: { ...form.fields, token } }));

  // Stolen: in another browser, which began nothing.
  let form = await fresh();
  const thief = await arrives();
  expect.match(await thief.posts(alpha.origin, form), /begun in another browser/, 'what the thief is told');
  await nobody(thief, 'who the thief is at bravo');

  // Stolen by somebody who began a sign-in of his own: his state, the other's token.
  await thief.page.goto(start(bravo));
  const state = (await thief.cookies(bravo)).find(({ name }) => name.startsWith('__Host-usersync-')).name.replace('__Host-usersync-', '');
  form = await fresh();
  expect.equal(reason(await thief.posts(alpha.origin, { ...form, fields: { ...form.fields, state } })), 'bad_signature', 'what the thief with a state of his own is told');
  await nobody(thief, 'who that thief is at bravo');

  // Altered.
  form = await fresh();
  const { token } = form.fields;
  const middle = Math.floor(token.length / 2);
  const altered = token.slice(0, middle) + (token[middle] === 'A' ? 'B' : 'A') + token.slice(middle + 1);
  expect.equal(await arrivesWith(form, altered), 'bad_signature', 'why an altered token is refused');
  await nobody(visitor, 'who arrives with an altered token');

  // Meant for another site: the one that charlie is given, and one that bravo can open.
  form = await fresh();
  const other = await visitor.intercepts(start(charlie));
  expect.equal(await arrivesWith(form, other.fields.token), 'unknown_key', 'why a token for charlie is refused');
  form = await fresh();
  expect.equal(await arrivesWith(form, await made(form, charlie)), 'wrong_audience', 'why a token for charlie under the key of bravo is refused');
  await nobody(visitor, 'who arrives with a token for charlie');

  // A logout bent into a login.
  form = await fresh();
  expect.equal(await arrivesWith(form, await made(form, bravo, { purpose: 'logout' })), 'bad_signature', 'why a token of a logout is refused');
  await nobody(visitor, 'who arrives with a token of a logout');

  // From an address that no network names.
  form = await fresh();
  expect.match(await visitor.posts('https://evil.test', form), /may not sign anybody in/, 'what somebody from a page of a stranger is told');
  await nobody(visitor, 'who arrives from a page of a stranger');

  // Used: the good one opens, once.
  form = await fresh();
  await visitor.posts(alpha.origin, form);
  await visitor.page.goto(bravo.at('?bed=who'));
  expect.equal(await visitor.page.innerText('body'), id, 'who arrives with a good one');
  await visitor.context.clearCookies({ domain: bravo.host });
  await visitor.posts(alpha.origin, form);
  await nobody(visitor, 'who arrives with it once more');

  // What the server makes as above is refused for what is wrong with it, for this one opens.
  form = await fresh();
  await arrivesWith(form, await made(form, bravo));
  await visitor.page.goto(bravo.at('?bed=who'));
  expect.equal(await visitor.page.innerText('body'), id, 'who arrives with one that is right in all');
};
