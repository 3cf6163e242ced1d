package dev.doorward.demo;

import dev.doorward.auth.Setting;

/** The settings of the demo's own, beside the library's: where it serves and where it keeps things. */
enum DemoSetting implements Setting {
    DOORWARD_BIND("127.0.0.1", "the address it listens on; in development mode only a loopback one"),
    DOORWARD_TLS_CERTIFICATE(
            "self-signed", "the certificate and its chain as a PEM file; production needs it, or ACME"),
    DOORWARD_TLS_KEY("with the certificate", "its private key as a PEM file (PKCS #8, EC or RSA)"),
    DOORWARD_ACME_DIRECTORY("off", "the ACME server that issues and renews the certificate, whose terms you agree to"),
    DOORWARD_ACME_EMAIL("none", "whom the ACME server may write to"),
    DOORWARD_HTTPS_PORT("8443", "0 takes any free port and prints it"),
    DOORWARD_HTTP_PORT("8080", "leads to the HTTPS port, and answers an ACME server while it asks; 0 as above"),
    DOORWARD_DATA_DIR("data", "database, keys and certificate, for the user it runs as alone"),
    DOORWARD_LOG_DIR("logs", "rotating log files");

    private final String unset;
    private final String meaning;

    DemoSetting(String unset, String meaning) {
        this.unset = unset;
        this.meaning = meaning;
    }

    @Override
    public String unset() {
        return unset;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public boolean isSecret() {
        return false;
    }
}
