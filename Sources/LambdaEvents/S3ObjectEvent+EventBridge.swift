import JSON

extension S3ObjectEvent {
    /// Reads an event that S3 sent to EventBridge, where keys are not encoded.
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
    init(eventBridge event: JSONElement) throws(JSONError) {
        let type = try event["detail-type"].string
        let object = event["detail"]["object"]
        let key = try object["key"].string
        guard !key.isEmpty else { throw object["key"].error("must not be empty") }
        self.init(
            kind: Kind(detailType: type),
            name: type,
            bucket: try event["detail"]["bucket"]["name"].string,
            key: key,
            size: try object["size"].ifPresent?.int64,
            etag: try object["etag"].ifPresent?.string.unquoted,
            versionID: try object["version-id"].ifPresent?.string.unlessEmpty,
            sequencer: try object["sequencer"].ifPresent?.string,
            region: try? event["region"].string,
            time: try? event["time"].string
        )
    }
}

extension S3ObjectEvent.Kind {
    fileprivate init(detailType: String) {
        self =
            switch detailType {
            case "Object Created": .created
            case "Object Deleted": .removed
            case "Object Restore Completed", "Object Restore Initiated", "Object Restore Expired": .restored
            case "Object Tags Added", "Object Tags Deleted": .taggingChanged
            case "Object ACL Updated": .aclChanged
            default: .other
            }
    }
}
