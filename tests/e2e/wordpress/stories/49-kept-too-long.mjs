export const title = 'A token that was kept too long opens nothing';

// By the clock, and no other: a second is the shortest life there is, and this network grants no leeway.
export default async ({ mike, november, id, arrives, expect }) => {
  const person = await mike.person(id);
  const visitor = await arrives();
  await visitor.isIn(mike, person);
  const begins = () => visitor.intercepts(november.at('wp-login.php?action=usersync&usersync=start&interactive=1&to=/'));
  const made = (form, ttl) => mike.php(`
    $token = usersync_token_generate('strict', $with['to'], ['sub' => (string) $with['user'], 'auth_ms' => (int) (microtime(true) * 1000),
      'email' => $with['email'], 'email_verified' => true], ['ttl' => $with['ttl'], 'challenge' => $with['challenge'], 'ip' => usersync_client_ip()]);
    return ['token' => $token, 'end' => time() + $with['ttl']];`,
  { to: november.url, user: person.id, email: person.email, ttl, challenge: form.challenge });

  const form = await begins();
  const { token, end } = await made(form, 1);
  await expect.eventually(async () => await november.php('return time();') > end, true, 'the token is of the past');
  const page = await visitor.posts(mike.origin, { ...form, fields: { ...form.fields, token } });
  expect.match(page, /Reason: expired/, 'what somebody with an old token is told');
  await visitor.page.goto(november.at('?bed=who'));
  expect.equal(await visitor.page.innerText('body'), 'nobody', 'who arrives with an old token');

  const other = await begins();
  await visitor.posts(mike.origin, { ...other, fields: { ...other.fields, token: (await made(other, 60)).token } });
  await visitor.page.goto(november.at('?bed=who'));
  expect.equal(await visitor.page.innerText('body'), id, 'who arrives in time with one that differs in nothing else');
};
