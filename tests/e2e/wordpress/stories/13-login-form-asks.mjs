export const title = 'The login form asks the hub even if a page has just asked without success';

export default async ({ alpha, bravo, id, newVisitor, expect }) => {
  const person = await alpha.person(id);
  const visitor = await newVisitor();
  expect.equal(await visitor.who(bravo), 'nobody', 'who is signed in at bravo before');
  // A login that is not pushed to other sites: its cookies are copied from another browser.
  const elsewhere = await newVisitor();
  await elsewhere.signsInDirectly(alpha, person);
  await visitor.context.addCookies(await elsewhere.cookies(alpha));
  await visitor.opens(bravo.at('wp-login.php'));
  expect.equal(await visitor.who(bravo), id, 'who is signed in at bravo');
};
