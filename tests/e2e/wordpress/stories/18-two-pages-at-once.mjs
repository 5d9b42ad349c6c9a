export const title = 'Two pages that somebody new opens at the same moment give him one account';
export const modes = ['allowed']; // no browser is asked

export default async ({ alpha, bravo, id, expect }) => {
  const claims = { iss: alpha.url, sub: `sub-${id}`, email: `${id}@people.test`, email_verified: true, ext: { login: id } };
  // Each is held where core has seen that the address is free, and has not made the account yet.
  const arrives = () => bravo.php(`
    add_filter('wp_pre_insert_user_data', function ($data) { usleep(500000); return $data; });
    $found = UserSync\\Plugin\\Account\\Account::of('main', $with['claims']);
    return is_wp_error($found) ? $found->get_error_code() : $found->ID;`, { claims });
  const [one, other] = await Promise.all([arrives(), arrives()]);
  expect.truth(one > 0, `the first page finds an account: ${one}`);
  expect.equal(other, one, 'the account that the second page finds');
  const accounts = await bravo.php('global $wpdb; return (int) $wpdb->get_var($wpdb->prepare("SELECT COUNT(*) FROM $wpdb->users WHERE user_email = %s", $with["email"]));', claims);
  expect.equal(accounts, 1, 'accounts with the address');
};
