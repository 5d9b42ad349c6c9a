export const title = 'An address is verified by digits in the browser that requested them, or by a link in any browser; a changed address is not verified';

export default async ({ alpha, newVisitor, expect, id, mails }) => {
  const person = await alpha.person(id, { verified: false });
  const verified = () => alpha.php('return UserSync\\Plugin\\Account\\Verified::of($with["id"])["how"] ?? null;', person);
  const visitor = await newVisitor();
  await visitor.signsIn(alpha, person);

  await visitor.opens(alpha.at('wp-admin/profile.php'));
  const presses = async (page, button) => {
    const loads = page.waitForEvent('load');
    await page.click(`text="${button}"`);
    await loads;
  };
  await presses(visitor.page, 'Email me a code');
  const [first] = mails(person.email);
  const digits = first.body.match(/\b\d{6}\b/)[0];
  const wrong = digits === '000000' ? '000001' : '000000';
  const tries = async (code) => {
    await visitor.page.fill('#usersync-code', code);
    await presses(visitor.page, 'Confirm');
  };
  await tries(wrong);
  expect.match(await visitor.page.textContent('.notice-error'), /code is wrong/, 'wrong digits');
  expect.equal(await verified(), null, 'no mark after wrong digits');
  await tries(digits);
  expect.equal(await verified(), 'code', 'by the digits');

  const other = `new-${person.email}`;
  await alpha.php('$done = wp_update_user(["ID" => $with["id"], "user_email" => $with["to"]]); if (is_wp_error($done)) throw new Exception($done->get_error_message()); return true;', { ...person, to: other });
  expect.equal(await verified(), null, 'no mark for the new address');
  const [second] = mails(other).filter((mail) => mail.body.includes('usersync_verify'));
  const link = second.body.match(/https:\S+usersync_verify\S+/)[0];
  const reader = await newVisitor();
  await reader.page.goto(link);
  expect.equal(await verified(), null, 'no mark after opening the link');
  await reader.page.click('text="Confirm my email address"');
  await reader.page.waitForSelector('text=is confirmed');
  expect.equal(await verified(), 'code', 'by the link, in another browser');
  await reader.page.goto(link);
  await reader.page.click('text="Confirm my email address"');
  await reader.page.waitForSelector('#login_error');

  await alpha.php('UserSync\\Plugin\\Account\\Verified::mark($with["id"], "code"); define("USERSYNC_EMAIL_CHANGE", "locked"); wp_set_current_user($with["id"]); wp_update_user(["ID" => $with["id"], "user_email" => "x" . $with["email"]]); return true;', person);
  expect.equal((await alpha.account(person.login)).email, other, 'a locked address');
};
