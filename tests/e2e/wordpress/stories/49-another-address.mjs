import { from } from '../browser/elsewhere.mjs';

export const title = "If a network binds logins to the IP address, a token from another address is rejected, whatever its headers contain";

const browser = '127.0.0.1';
const other = '127.0.0.9';

export default async ({ mike, november, id, newVisitor, expect }) => {
  const person = await mike.person(id);
  const visitor = await newVisitor();
  await visitor.signsInDirectly(mike, person);
  // The request has the browser's cookies, state and token.
  const start = november.at('wp-login.php?action=usersync&usersync=start&interactive=1&to=/');
  const submitFrom = async (address, headers = {}) => {
    const { fields } = await visitor.intercepts(start);
    const cookies = await visitor.cookies(november);
    const answer = await from(address, november.at('wp-login.php?action=usersync&usersync=finish'), {
      method: 'POST', body: new URLSearchParams(fields).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: november.origin, Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '), ...headers },
    });
    return [answer.status, answer.text.match(/Reason: (\w+)/)?.[1] ?? null, /wordpress_logged_in/.test(answer.headers['set-cookie'])];
  };
  const refused = [403, 'ip_mismatch', false];
  expect.equal(await submitFrom(other), refused, 'from another address');
  for (const name of ['X-Forwarded-For', 'X-Real-IP', 'Client-IP', 'CF-Connecting-IP', 'True-Client-IP']) {
    expect.equal(await submitFrom(other, { [name]: browser }), refused, `from another address, with ${name}`);
  }
  expect.equal(await submitFrom(other, { Forwarded: `for=${browser}` }), refused, 'from another address, with Forwarded');
  expect.equal(await submitFrom(browser, { 'X-Forwarded-For': other }), [303, null, true], "from the browser's address");
  await visitor.opens(start);
  expect.equal(await visitor.page.textContent('#who'), id, 'who is signed in by the browser itself');
};
