import HTTPTransport

/// A small object, whole.
public struct S3Object: Sendable, Equatable {
    public let bytes: [UInt8]
    public let head: S3ObjectHead

    /// - Returns: `nil` for an answer that does not say where it ends: the end of the connection may have cut it.
    init?(whole response: HTTPResponse) {
        guard response.headers["Content-Length"] != nil || response.headers["Transfer-Encoding"] != nil else {
            return nil
        }
        bytes = response.body
        head = S3ObjectHead(headers: response.headers)
    }
}
