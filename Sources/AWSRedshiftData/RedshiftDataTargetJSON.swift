struct RedshiftDataTargetJSON: Sendable, Codable {
    var WorkgroupName: String?
    var ClusterIdentifier: String?
    var Database: String
    var DbUser: String?
    var SecretArn: String?
}
