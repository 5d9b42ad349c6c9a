export const title = 'Two accounts in one browser stay two';

export default async ({ alpha, bravo, charlie, id, arrives, expect }) => {
  const one = await alpha.person(`${id}-one`);
  const two = await bravo.person(`${id}-two`, { verified: false });  // which does not travel
  const visitor = await arrives();
  await visitor.signsIn(bravo, two);
  expect.equal(await visitor.who(bravo), two.login, 'who is signed in at bravo');
  await visitor.signsIn(alpha, one);
  for (let view = 0; view < 2; view += 1) {
    expect.equal(await visitor.who(bravo), two.login, 'who is signed in at bravo');
    expect.equal(await visitor.who(alpha), one.login, 'who is signed in at the hub');
    expect.equal(await visitor.who(charlie), one.login, 'who is signed in at charlie');
  }
  await visitor.signsOut(bravo);
  expect.equal(await visitor.who(alpha), one.login, 'who is signed in at the hub after the other signed out');
};
