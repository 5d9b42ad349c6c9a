export const title = 'If addresses are locked, no path changes a verified address; otherwise a changed address loses its mark';

export default async ({ bravo, charlie, id, newVisitor, expect }) => {
  await bravo.php('UserSync\\Plugin\\Site\\Options::set(["email_change" => "locked"]); return true;');
  const person = await bravo.person(id);
  const visitor = await newVisitor();
  await visitor.signsInDirectly(bravo, person);
  const address = async () => (await bravo.account(id)).email;
  // The profile.
  await visitor.opens(bravo.at('wp-admin/profile.php'));
  const nonce = await visitor.page.$eval('#_wpnonce', (field) => field.value);
  const rest = await visitor.page.evaluate(() => window.wpApiSettings?.nonce ?? '');
  await visitor.fetches(bravo.at('wp-admin/profile.php'), { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ _wpnonce: nonce, action: 'update', user_id: `${person.id}`, email: `new-${person.email}`, nickname: id, from: 'profile', checkuser_id: `${person.id}` }).toString() });
  expect.equal(await address(), person.email, 'the address after the form of the profile');
  // REST.
  const key = rest || await bravo.php('wp_set_current_user($with["id"]); return "";', person);
  await visitor.fetches(bravo.at('wp-json/wp/v2/users/me'), { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-WP-Nonce': key }, body: JSON.stringify({ email: `rest-${person.email}` }) });
  expect.equal(await address(), person.email, 'the address after REST');
  // Another plugin, as this user.
  await bravo.php('wp_set_current_user($with["id"]); wp_update_user(["ID" => $with["id"], "user_email" => "plugin-" . $with["email"]]); return true;', person);
  expect.equal(await address(), person.email, 'the address after another plugin');

  const other = await charlie.person(id);
  await charlie.php('wp_set_current_user($with["id"]); wp_update_user(["ID" => $with["id"], "user_email" => "new-" . $with["email"]]); return true;', other);
  expect.equal((await charlie.account(id)).email, `new-${other.email}`, 'the address where it may change');
  expect.equal(await charlie.php('return UserSync\\Plugin\\Account\\Verified::is($with["id"]);', other), false, 'its mark');
};
