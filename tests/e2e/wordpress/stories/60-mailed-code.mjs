export const title = 'A login is shared once its address is verified by an emailed link';

export default async ({ alpha, bravo, id, newVisitor, mails, expect }) => {
  const person = await alpha.person(id, { verified: false });
  const visitor = await newVisitor();
  await visitor.signsInDirectly(alpha, person);
  await alpha.php('return UserSync\\Plugin\\Email\\AddressCode::mail_link(get_user_by("id", $with["id"]));', person);
  await expect.eventually(async () => mails(person.email).length, 1, 'mails');
  const link = mails(person.email)[0].body.match(/https:\/\/\S+action=usersync_verify\S+/)[0].replaceAll('&amp;', '&').replace(/[">].*/, '');
  await visitor.page.goto(link);
  expect.isTrue(!(await alpha.php('return UserSync\\Plugin\\Account\\Verified::is($with["id"]);', person)), 'opening the link, as mail scanners do, does not verify the address');
  await visitor.page.click('button');
  await visitor.page.waitForSelector('text=is confirmed');
  expect.isTrue(await alpha.php('return UserSync\\Plugin\\Account\\Verified::is($with["id"]);', person), 'the address is verified');
  expect.equal(await visitor.who(alpha), id, 'who is signed in at the hub');
  expect.equal(await visitor.who(bravo), id, 'who is signed in at bravo');
};
