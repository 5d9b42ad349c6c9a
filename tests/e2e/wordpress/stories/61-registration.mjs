export const title = 'A registration verifies the address only by the emailed link';

export default async ({ bravo, id, newVisitor, mails, expect }) => {
  const visitor = await newVisitor();
  const email = `${id}@people.test`;
  await visitor.page.goto(bravo.at('wp-login.php?action=register'));
  await visitor.page.evaluate(([login, address]) => {
    document.querySelector('#user_login').value = login;
    document.querySelector('#user_email').value = address;
    document.querySelector('#wp-submit').click();
  }, [id, email]);
  await visitor.page.waitForURL(/checkemail=registered/);
  const { id: user } = await bravo.account(email);
  const verified = () => bravo.php('return UserSync\\Plugin\\Account\\Verified::is($with["user"]);', { user });
  expect.equal(await verified(), false, 'verified after the form');
  await expect.eventually(async () => mails(email).length, 1, 'mails');
  const link = mails(email)[0].body.replace(/=\r?\n/g, '').replaceAll('=3D', '=').match(/https:\/\/\S+action=rp\S*/)[0];
  await visitor.page.goto(link);
  await visitor.page.waitForSelector('#pass1');
  await visitor.page.evaluate(() => {
    document.querySelector('#pass1').value = 'a password of some length 17';
    document.querySelector('#pass2').value = 'a password of some length 17';
    document.querySelector('#resetpassform').submit();
  });
  await visitor.page.waitForSelector('.reset-pass');
  expect.equal(await verified(), true, 'verified after the emailed link');
};
