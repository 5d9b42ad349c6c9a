export const title = 'Accounts are linked by address only if both sites have verified it';

export default async ({ alpha, bravo, id, newVisitor, mails, expect }) => {
  const email = `${id}@people.test`;
  await bravo.person(`${id}-squatter`, { email, verified: false });
  const person = await alpha.person(id, { email });
  const visitor = await newVisitor();
  await visitor.signsInDirectly(alpha, person);
  await visitor.page.goto(bravo.at());
  await visitor.page.waitForFunction(() => /never verified/.test(document.body.innerText));
  await expect.eventually(async () => mails(email).length, 1, 'codes mailed to that address');
  await visitor.page.goto(bravo.at());
  expect.equal(await visitor.page.textContent('#who'), 'nobody', 'who is signed in at bravo');
};
