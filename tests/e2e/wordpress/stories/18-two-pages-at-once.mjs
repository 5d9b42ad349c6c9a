export const title = 'Two simultaneous requests of a new user create one account';
export const modes = ['allowed']; // uses no browser

export default async ({ alpha, bravo, id, expect }) => {
  const claims = { iss: alpha.url, sub: `sub-${id}`, email: `${id}@people.test`, email_verified: true, ext: { login: id } };
  // Each request is delayed after core has checked that the address is free, and before it creates the account.
  const signsIn = () => bravo.php(`
    add_filter('wp_pre_insert_user_data', function ($data) { usleep(500000); return $data; });
    $found = UserSync\\Plugin\\Account\\Account::of('main', $with['claims']);
    return is_wp_error($found) ? $found->get_error_code() : $found->ID;`, { claims });
  const [one, other] = await Promise.all([signsIn(), signsIn()]);
  expect.isTrue(one > 0, `the account of the first request: ${one}`);
  expect.equal(other, one, 'the account of the second request');
  const accounts = await bravo.php('global $wpdb; return (int) $wpdb->get_var($wpdb->prepare("SELECT COUNT(*) FROM $wpdb->users WHERE user_email = %s", $with["email"]));', claims);
  expect.equal(accounts, 1, 'accounts with the address');
};
