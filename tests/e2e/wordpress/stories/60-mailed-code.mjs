export const title = 'A login travels from the moment on at which its address is verified, by a mailed link';

export default async ({ alpha, bravo, id, arrives, mails, expect }) => {
  const person = await alpha.person(id, { verified: false });
  const visitor = await arrives();
  await visitor.isIn(alpha, person);
  await alpha.php('return UserSync\\Plugin\\Email\\AddressCode::mail_link(get_user_by("id", $with["id"]));', person);
  await expect.eventually(async () => mails(person.email).length, 1, 'mails');
  const link = mails(person.email)[0].body.match(/https:\/\/\S+action=usersync_verify\S+/)[0].replaceAll('&amp;', '&').replace(/[">].*/, '');
  await visitor.page.goto(link);
  expect.truth(!(await alpha.php('return UserSync\\Plugin\\Account\\Verified::is($with["id"]);', person)), 'looking at the link, as scanners of mail do, proves nothing');
  await visitor.page.click('button');
  await visitor.page.waitForSelector('text=is confirmed');
  expect.truth(await alpha.php('return UserSync\\Plugin\\Account\\Verified::is($with["id"]);', person), 'the address is verified');
  expect.equal(await visitor.who(alpha), id, 'who is signed in at the hub');
  expect.equal(await visitor.who(bravo), id, 'who is signed in at bravo');
};
