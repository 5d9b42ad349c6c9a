export const title = 'An expired token is rejected';

// Uses the real clock: the token is valid for one second, the minimum, and this network has no leeway.
export default async ({ mike, november, id, newVisitor, expect }) => {
  const person = await mike.person(id);
  const visitor = await newVisitor();
  await visitor.signsInDirectly(mike, person);
  const start = () => visitor.intercepts(november.at('wp-login.php?action=usersync&usersync=start&interactive=1&to=/'));
  const made = (form, ttl) => mike.php(`
    $token = usersync_token_generate('strict', $with['to'], ['sub' => (string) $with['user'], 'auth_ms' => (int) (microtime(true) * 1000),
      'email' => $with['email'], 'email_verified' => true], ['ttl' => $with['ttl'], 'challenge' => $with['challenge'], 'ip' => usersync_client_ip()]);
    return ['token' => $token, 'end' => time() + $with['ttl']];`,
  { to: november.url, user: person.id, email: person.email, ttl, challenge: form.challenge });

  const form = await start();
  const { token, end } = await made(form, 1);
  await expect.eventually(async () => await november.php('return time();') > end, true, 'the token has expired');
  const page = await visitor.posts(mike.origin, { ...form, fields: { ...form.fields, token } });
  expect.match(page, /Reason: expired/, 'message for an expired token');
  await visitor.page.goto(november.at('?bed=who'));
  expect.equal(await visitor.page.innerText('body'), 'nobody', 'who is signed in by an expired token');

  const other = await start();
  await visitor.posts(mike.origin, { ...other, fields: { ...other.fields, token: (await made(other, 300)).token } });
  await visitor.page.goto(november.at('?bed=who'));
  expect.equal(await visitor.page.innerText('body'), id, 'who is signed in by an equal token before it expires');
};
