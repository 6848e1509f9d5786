import FormEncoding
import JSON

extension S3ObjectEvent {
    /// Reads a record of S3's own notifications, versions 2.x.
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
    init(notification record: JSONElement) throws(JSONError) {
        let version = record["eventVersion"]
        guard try version.string.hasPrefix("2.") else {
            throw version.error("must be 2.x, an event version known here")
        }
        let object = record["s3"]["object"]
        guard let key = formDecoded(try object["key"].string), !key.isEmpty else {
            throw object["key"].error("must be a key, form-encoded in UTF-8")
        }
        let name = try record["eventName"].string
        let plainName = name.hasPrefix("s3:") ? String(name.dropFirst(3)) : name
        let kind = Kind(notification: plainName)
        let isMarker = plainName.hasSuffix(":DeleteMarkerCreated")
        self.init(
            kind: kind,
            name: plainName,
            bucket: try record["s3"]["bucket"]["name"].string,
            key: key,
            size: try object["size"].ifPresent?.int64,
            removal: kind == .removed ? (isMarker ? .markerCreated : .deleted) : nil,
            etag: try object["eTag"].ifPresent?.string.unquoted,
            versionID: try object["versionId"].ifPresent?.string.unlessEmpty,
            sequencer: try object["sequencer"].ifPresent?.string,
            region: try record["awsRegion"].ifPresent?.string,
            time: try record["eventTime"].ifPresent?.string,
            principalID: try record["userIdentity"].ifPresent?["principalId"].ifPresent?.string
        )
    }
}

extension S3ObjectEvent.Kind {
    /// Reads the kind of event from its name.
    ///
    /// - Parameter name: a name such as `ObjectCreated:Put`. The text before the colon is the kind.
    fileprivate init(notification name: String) {
        let family = String(Substring(name.utf8.prefix { $0 != UInt8(ascii: ":") }))
        self = family == "LifecycleExpiration" ? .removed : Self(rawValue: family) ?? .other
    }
}

extension String {
    /// The text of an ETag without the quotation marks that some senders put around it.
    var unquoted: String {
        utf8.count >= 2 && utf8.first == UInt8(ascii: "\"") && utf8.last == UInt8(ascii: "\"")
            ? String(dropFirst().dropLast()) : self
    }

    var unlessEmpty: String? { isEmpty ? nil : self }
}
