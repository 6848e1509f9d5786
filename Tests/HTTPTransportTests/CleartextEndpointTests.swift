import Testing

@testable import HTTPTransport

@Suite struct CleartextEndpointTests {
    @Test(
        arguments: [
            ("http://127.0.0.1:9001/2018-06-01/x?y=%20", 0x7F00_0001, 9001, "127.0.0.1:9001", "/2018-06-01/x?y=%20"),
            ("http://169.254.100.1/a//b/../c", 0xA9FE_6401, 80, "169.254.100.1", "/a//b/../c"),
            ("http://255.255.255.255:65535/", 0xFFFF_FFFF, 65_535, "255.255.255.255:65535", "/"),
        ] as [(String, UInt32, UInt16, String, String)]
    )
    func partsAURL(url: String, address: UInt32, port: UInt16, authority: String, path: String) throws {
        let target = try #require(CleartextEndpoint(url))
        #expect(target.address == address)
        #expect(target.port == port)
        #expect(target.authority == authority)
        #expect(target.path == path)
    }

    @Test(arguments: [
        "https://127.0.0.1/", "http://localhost:9001/", "http://127.0.0.1:9001", "http://127.0.0.1?x",
        "http://127.0.0/",
        "http://127.0.0.256/", "http://127.0.0.01/", "http://0177.0.0.1/", "http://127.0.0.1.5/", "http://127.0.0.1:/",
        "http://127.0.0.1:0/", "http://127.0.0.1:65536/", "http://127.0.0.1:99999999999999999999/",
        "http://127.0.0.1:080/",
        "http://[::1]/", "http://u@127.0.0.1/", "http://127.0.0.1/a b", "http://127.0.0.1/a\r\nX: y",
        "http://127.0.0.1/\u{E9}",
        "http://127.0.0.1/a#b", "HTTP://127.0.0.1/", "", "http://", "http://1", "ftp://127.0.0.1/",
    ])
    func leavesEveryOtherURLToLibcurl(url: String) {
        #expect(CleartextEndpoint(url) == nil)
    }
}
