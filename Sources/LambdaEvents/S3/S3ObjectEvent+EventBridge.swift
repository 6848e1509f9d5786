import JSON
import UTCTime

extension S3ObjectEvent {
    /// Reads an event that S3 sent to EventBridge, where keys are not encoded.
    /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
    init(eventBridge event: EventBridgeEnvelope) throws(JSONError) {
        let object = event.detail["object"]
        let key = try object["key"].string
        guard !key.isEmpty else { throw object["key"].error("must not be empty") }
        let kind = Kind(detailType: event.detailType)
        let isMarker = event.detail.text("deletion-type") == "Delete Marker Created"
        self.init(
            kind: kind,
            name: event.detailType,
            bucket: try event.detail["bucket"]["name"].string,
            key: key,
            size: try object["size"].ifPresent?.int64,
            removal: kind == .removed ? (isMarker ? .markerCreated : .deleted) : nil,
            etag: try object["etag"].ifPresent?.string.unquoted,
            versionID: try object["version-id"].ifPresent?.string.unlessEmpty,
            sequencer: try object["sequencer"].ifPresent?.string,
            region: event.region,
            time: event.time?.rfc3339
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
