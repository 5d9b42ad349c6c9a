export const title = 'A used, stolen, altered or misdirected token is rejected';

const start = (site) => site.at('wp-login.php?action=usersync&usersync=start&interactive=1&to=/');
const reason = (page) => page.match(/Reason: (\w+)/)?.[1] ?? page;

export default async ({ alpha, bravo, charlie, id, newVisitor, expect }) => {
  const person = await alpha.person(id);
  const visitor = await newVisitor();
  await visitor.signsInDirectly(alpha, person);
  const fresh = async () => visitor.intercepts(start(bravo));
  const nobody = async (whose, what) => {
    await whose.page.goto(bravo.at('?bed=who'));
    expect.equal(await whose.page.innerText('body'), 'nobody', what);
  };
  // A token that only the hub's server can make: with the key that it shares with bravo.
  const made = (form, to, options = { challenge: form.challenge }) => alpha.php(`
    $sealed = UserSync\\Plugin\\Network\\NetworkStore::all()['main']['peers'][$with['peer']]['key'];
    $key = UserSync\\Plugin\\Network\\NetworkStore::unseal($sealed, 'main', $with['peer']);
    usersync_network_define('main', ['site' => UserSync\\Plugin\\Site\\Site::url(), 'hub' => UserSync\\Plugin\\Site\\Site::url(), 'peers' => [$with['to'] => ['keys' => [$key]]]]);
    return usersync_token_generate('main', $with['to'], ['sub' => (string) $with['user']] +
      (isset($with['options']['purpose']) ? [] : ['auth_ms' => (int) (microtime(true) * 1000), 'email' => $with['email'], 'email_verified' => true]), $with['options']);`,
  { peer: bravo.url, to: to.url, user: person.id, email: person.email, options });
  const submitToken = async (form, token) => reason(await visitor.posts(alpha.origin, { ...form, fields: { ...form.fields, token } }));

  // Stolen: used in another browser, which started no sign-in.
  let form = await fresh();
  const thief = await newVisitor();
  expect.match(await thief.posts(alpha.origin, form), /started in another browser/, 'message for the thief');
  await nobody(thief, 'who the thief is at bravo');

  // Stolen by a thief who started a sign-in: the thief's state with the victim's token.
  await thief.page.goto(start(bravo));
  const state = (await thief.cookies(bravo)).find(({ name }) => name.startsWith('__Host-usersync-')).name.replace('__Host-usersync-', '');
  form = await fresh();
  expect.equal(reason(await thief.posts(alpha.origin, { ...form, fields: { ...form.fields, state } })), 'bad_signature', 'reason for a thief with an own state');
  await nobody(thief, 'who this thief is at bravo');

  // Altered.
  form = await fresh();
  const { token } = form.fields;
  const middle = Math.floor(token.length / 2);
  const altered = token.slice(0, middle) + (token[middle] === 'A' ? 'B' : 'A') + token.slice(middle + 1);
  expect.equal(await submitToken(form, altered), 'bad_signature', 'why an altered token is refused');
  await nobody(visitor, 'who is signed in by an altered token');

  // Misdirected: a token for charlie, with charlie's key and with bravo's key.
  form = await fresh();
  const other = await visitor.intercepts(start(charlie));
  expect.equal(await submitToken(form, other.fields.token), 'unknown_key', 'why a token for charlie is refused');
  form = await fresh();
  expect.equal(await submitToken(form, await made(form, charlie)), 'wrong_audience', 'why a token for charlie under the key of bravo is refused');
  await nobody(visitor, 'who is signed in by a token for charlie');

  // A logout token used as a login token.
  form = await fresh();
  expect.equal(await submitToken(form, await made(form, bravo, { purpose: 'logout' })), 'bad_signature', 'why a token of a logout is refused');
  await nobody(visitor, 'who is signed in by a token of a logout');

  // From an origin that is not in the network.
  form = await fresh();
  expect.match(await visitor.posts('https://evil.test', form), /not allowed to sign users in/, 'message for a form of a foreign page');
  await nobody(visitor, 'who is signed in by a form of a foreign page');

  // Used: a valid token is accepted once.
  form = await fresh();
  await visitor.posts(alpha.origin, form);
  await visitor.page.goto(bravo.at('?bed=who'));
  expect.equal(await visitor.page.innerText('body'), id, 'who is signed in by a valid token');
  await visitor.context.clearCookies({ domain: bravo.host });
  await visitor.posts(alpha.origin, form);
  await nobody(visitor, 'who is signed in by the same token again');

  // Control: a valid token made in the same way is accepted.
  form = await fresh();
  await submitToken(form, await made(form, bravo));
  await visitor.page.goto(bravo.at('?bed=who'));
  expect.equal(await visitor.page.innerText('body'), id, 'who is signed in by a valid token of the hub');
};
