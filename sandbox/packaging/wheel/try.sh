# Asks the sandbox that `authing-sandbox --tls exec` has started over HTTPS. exec tells curl which authority to trust; without it
# curl must refuse the sandbox.
set -eu
curl --fail --silent --show-error "$AUTHING_HOST/sandbox/health"
if env -u CURL_CA_BUNDLE -u SSL_CERT_FILE curl --silent "$AUTHING_HOST/sandbox/health"; then
    echo "curl trusts the sandbox without its authority" >&2
    exit 1
fi
