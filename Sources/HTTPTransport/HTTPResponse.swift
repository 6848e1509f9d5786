/// One complete HTTP response.
public struct HTTPResponse: Sendable, Equatable {
    public var status: Int
    public var headers: HTTPHeaders
    public var body: [UInt8]

    /// The maximum size of a body, in bytes. A larger body ends the transfer with an error. The Runtime API's events
    /// are at most 6 MB.
    public static let largestBody = 64 << 20

    public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
