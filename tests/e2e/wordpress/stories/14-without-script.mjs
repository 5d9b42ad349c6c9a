export const title = 'A browser without scripts is never redirected, and the link on the login form signs the user in';

export default async ({ alpha, bravo, id, newVisitor, expect }) => {
  const person = await alpha.person(id);
  const visitor = await newVisitor({ javaScriptEnabled: false });
  const { page } = visitor;
  await page.goto(alpha.at('wp-login.php'));
  await page.fill('#user_login', person.login);
  await page.fill('#user_pass', person.password);
  await page.click('#wp-submit');
  await page.goto(bravo.at());
  expect.equal(await page.textContent('#who'), 'nobody', 'who is signed in at bravo');
  await page.goto(bravo.at('wp-login.php'));
  await page.click('.usersync-continue a');
  await page.click('form button');  // at the hub
  await page.click('form button');  // at bravo
  await page.goto(bravo.at());
  expect.equal(await page.textContent('#who'), id, 'who is signed in at bravo');
};
