/// The environment variables by which libcurl finds a proxy.
///
/// https://everything.curl.dev/usingcurl/proxies/env.html
enum ProxyVariables {
    private static let names = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]

    /// Returns `true` when at least one of the variables names a proxy, for any host.
    ///
    /// - Parameter value: returns the value of a variable.
    static func nameAProxy(_ value: (String) -> String?) -> Bool { names.contains { value($0)?.isEmpty == false } }
}
