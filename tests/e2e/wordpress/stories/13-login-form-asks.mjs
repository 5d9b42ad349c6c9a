export const title = 'The login form of a site asks the hub even when the site has just asked in vain';

export default async ({ alpha, bravo, id, arrives, expect }) => {
  const person = await alpha.person(id);
  const visitor = await arrives();
  expect.equal(await visitor.who(bravo), 'nobody', 'who is signed in at bravo before');
  // A login of which the browser's other sites are not told: its cookies come from elsewhere.
  const elsewhere = await arrives();
  await elsewhere.isIn(alpha, person);
  await visitor.context.addCookies(await elsewhere.cookies(alpha));
  await visitor.opens(bravo.at('wp-login.php'));
  expect.equal(await visitor.who(bravo), id, 'who is signed in at bravo');
};
