// What comes of a call that libcurl makes for LDAP alone, in a program that is linked without LDAP.
extern "C" void ldap_init_fd();

int main() { ldap_init_fd(); }
