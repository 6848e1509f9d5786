import HTTPTransport

/// S3's refusal of a request that was sent to, or signed for, a region other than the bucket's.
///
/// The form of the refusal depends on the endpoint, the request's method and the bucket's age:
/// - 301 `PermanentRedirect`, 307 `TemporaryRedirect` (a young bucket): header `x-amz-bucket-region`, element
///   `Endpoint`;
/// - 400 `AuthorizationHeaderMalformed`: element `Region`, or the message alone: "… is wrong; expecting 'eu-west-1'";
/// - 400 `IllegalLocationConstraintException` (a region that accounts opt into): the region is in the message;
/// - HEAD: the same statuses without a body, with the header or without it.
///
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html
/// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
public struct WrongRegion: Sendable, Equatable {
    /// The bucket's region; `nil` when the answer does not name it.
    public let actual: String?

    /// Reads the refusal in a response.
    ///
    /// - Parameters:
    ///   - code: the error's code, or a substitute such as `HTTP400` when the answer has none.
    ///   - signed: the region the request was signed for.
    /// - Returns: `nil` for an answer that says nothing about regions.
    init?(_ response: HTTPResponse, code: String, signed: String) {
        let header = response.headers["x-amz-bucket-region"].flatMap(Self.checked)
        switch code {
        case "PermanentRedirect", "TemporaryRedirect", "Redirect", "HTTP301", "HTTP302", "HTTP307":
            let host = XMLElement.parse(response.body)?.text(of: "Endpoint") ?? response.headers["Location"]
            actual = header ?? host.flatMap(Self.region(ofHost:))
        case "AuthorizationHeaderMalformed":
            // The same code stands for a signature that is wrong in another way.
            let error = XMLElement.parse(response.body)
            guard
                let region = error?.text(of: "Region").flatMap(Self.checked) ?? header
                    ?? Self.region(expectedIn: error?.text(of: "Message") ?? "")
            else {
                return nil
            }
            actual = region
        case "IllegalLocationConstraintException":
            actual = header ?? Self.region(inMessage: XMLElement.parse(response.body)?.text(of: "Message") ?? "")
        case "HTTP400": actual = header
        default:
            // A HEAD's 403, for one, carries the header as well.
            guard let header, header != signed else { return nil }
            actual = header
        }
    }

    /// Checks that a text can be the name of a region. The name becomes a part of host names.
    public static func isRegion(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: "-")
            && text.utf8.last != UInt8(ascii: "-")
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    private static func checked(_ text: String) -> String? {
        let region = name(of: text)
        return isRegion(region) ? region : nil
    }

    /// Translates a bucket's location constraint into a region. S3 used `EU` and the empty constraint in its first
    /// years.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
    public static func name(of location: String) -> String {
        switch location {
        case "EU": "eu-west-1"
        case "US": "us-east-1"
        default: location
        }
    }

    /// Reads the region in a host name: `bucket.s3.eu-west-1.amazonaws.com`, `s3.dualstack.eu-west-1.…` and S3's older
    /// names: `bucket.s3-eu-west-1.amazonaws.com`, `s3-fips-us-gov-west-1.amazonaws.com`, `s3-external-1.amazonaws.com`
    /// and `bucket.s3.amazonaws.com`.
    static func region(ofHost address: String) -> String? {
        let rest = address.split(separator: "/").first { $0 != "https:" && $0 != "http:" } ?? ""
        let labels = rest.prefix { $0 != ":" }.split(separator: ".")
        // The bucket's own labels stand before it, and may look like it.
        for (index, label) in labels.enumerated().reversed() where label == "s3" || label.hasPrefix("s3-") {
            if label.hasPrefix("s3-"), label != "s3-fips" {
                var old = label.dropFirst("s3-".count)
                if old.hasPrefix("fips-") { old = old.dropFirst("fips-".count) }
                return old == "external-1" ? "us-east-1" : checked(String(old))
            }
            let next = labels[(index + 1)...].first { $0 != "dualstack" } ?? ""
            return next == "amazonaws" ? "us-east-1" : checked(String(next))
        }
        return nil
    }

    /// Reads the region in the message "the region 'us-east-1' is wrong; expecting 'eu-west-1'".
    static func region(expectedIn message: String) -> String? {
        let words = message.split(separator: " ")
        guard let index = words.lastIndex(of: "expecting"), let next = words.dropFirst(index + 1).first else {
            return nil
        }
        let region = String(next.filter { $0 != "'" && $0 != "\"" && $0 != "." })
        return region.contains("-") ? checked(region) : nil
    }

    /// Reads the region in the message "The me-south-1 location constraint is incompatible for the region specific
    /// endpoint …".
    static func region(inMessage message: String) -> String? {
        let words = message.split(separator: " ")
        guard let index = words.firstIndex(of: "location"), index > 0, words.dropFirst(index + 1).first == "constraint",
            words[index - 1].contains("-")
        else { return nil }
        return checked(String(words[index - 1]))
    }
}
