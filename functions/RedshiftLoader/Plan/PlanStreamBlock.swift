import PlanFile
import RedshiftSQL

/// The block `stream:` of a table, which names the origin of the table's records.
struct PlanStreamBlock {
    let origin: StreamTarget.Origin
    let topic: SQLIdentifier

    init?(_ fields: FieldReader) {
        let kafka = fields.text("kafka", expected: "the brokers, host:port, separated by commas")
        let msk = fields.text("msk", expected: "the cluster's ARN")
        let kinesis = fields.text("kinesis", expected: "the stream's name")
        let topic = fields.text("topic", expected: "the topic's name")
        let authentication = fields.choice("authentication", .optional, StreamTarget.Origin.Authentication.self)
        let certificate = fields.text("certificate", expected: "the ARN of a certificate, for authentication mtls")
        guard let chosen = fields.exactlyOne(of: ["kafka", "msk", "kinesis"]) else { return nil }
        if chosen == "kinesis" {
            for field in ["topic", "authentication", "certificate"] where fields.has(field) {
                fields.refuse(field, "is not for kinesis")
            }
        } else if topic == nil, !fields.has("topic") {
            fields.refuse("topic", "is missing")
        }
        if chosen != "kafka", fields.has("certificate") { fields.refuse("certificate", "is for kafka only") }
        if chosen == "msk", authentication == .mtls {
            fields.refuse("authentication", "is mtls, which kafka has: give the brokers")
        }
        guard
            let name = (chosen == "kinesis" ? kinesis : topic).flatMap({ SQLNameReader.identifier($0, chosen, fields) })
        else { return nil }
        self.topic = name
        let how = authentication ?? .iam
        switch chosen {
        case "kinesis": origin = .kinesis
        case "msk":
            guard let msk else { return nil }
            origin = .msk(cluster: msk, how)
        default:
            guard let kafka else { return nil }
            origin = .kafka(uri: kafka, how, certificate: certificate)
        }
    }
}
