import LambdaRuntime
import Testing

@testable import DMSCompletionHandler

@Suite struct ConfigurationTests {
    private static let task = #""task":"arn:aws:dms:us-east-1:123456789012:task:EXAMPLE""#

    private func migration(_ members: String) throws -> Migration {
        try #require(try Migration.list(json: Array("[{\(members)}]".utf8)).first)
    }

    @Test func theLeastIsANameAndATask() throws {
        let migration = try migration(#""name":"shop",\#(Self.task)"#)
        #expect(migration.kind == .task)
        #expect(migration.source == .unreachable(engine: nil))
        #expect(migration.policy == ComparePolicy())
        #expect(migration.gate == .all)
        #expect(!migration.mustRun)
    }

    @Test func readsEverything() throws {
        let migration = try migration(
            #"""
            "name":"shop",\#(Self.task),"gate":"table","mustRun":true,"stopsWithinHours":26,
            "acceptStops":["STOPPED_AFTER_FULL_LOAD"],
            "source":{"kind":"postgresql","secret":"s","host":"h","port":5433,"database":"d"},
            "target":{"kind":"s3","bucket":"example-raw","prefix":"/shop//x/"},
            "policy":{"compare":"tolerance","absolute":5,"percent":0.5},
            "tables":{"public.a\\.b":{"compare":"ignore"}},
            "next":{"crawler":"c","glueWorkflow":"w",
              "stateMachine":"arn:aws:states:us-east-1:123456789012:stateMachine:m",
              "redshiftLoad":{"database":"dev","workgroup":"wg","role":"default","keys":{"public.t":["id"]}}}
            """#
        )
        #expect(migration.acceptedStops == [.stoppedAfterFullLoad])
        #expect(
            migration.source
                == .postgreSQL(PostgreSQLEndpoint(secret: "s", host: "h", port: 5433, database: "d"))
        )
        #expect(migration.target == .s3(bucket: "example-raw", prefix: "shop/x"))
        #expect(migration.policy.comparison == .tolerance(absolute: 5, percent: 0.5))
        #expect(migration.policy(of: TableName("public", "a.b")).comparison == .ignore)
        #expect(migration.policy(of: TableName("public", "other")) == migration.policy)
        #expect(migration.next.redshiftLoad?.mode == .merge)
        #expect(migration.next.redshiftLoad?.keys[TableName("public", "t")] == ["id"])
    }

    @Test(arguments: [
        ("arn:aws:dms:us-east-1:123456789012:task:X", Migration.Kind.task),
        ("arn:aws-cn:dms:cn-north-1:123456789012:replication-config:X", .serverless),
        ("arn:aws:datasync:us-east-1:123456789012:task/task-1", .dataSync),
    ])
    func theARNTellsTheKind(arn: String, kind: Migration.Kind) throws {
        #expect(try migration(#""name":"n","task":"\#(arn)""#).kind == kind)
    }

    @Test func anExecutionBelongsToItsTask() throws {
        let arn = "arn:aws:datasync:us-east-1:123456789012:task/task-1"
        let migration = try migration(#""name":"n","task":"\#(arn)""#)
        #expect(migration.isAbout("\(arn)/execution/exec-1"))
        #expect(!migration.isAbout("\(arn)0/execution/exec-1"))
    }

    @Test(arguments: [
        (#"{}"#, "a JSON list"), (#"[]"#, "at least one"), (#"[{\#(task)}]"#, #"migration 1 to have a field "name""#),
        (#"[{"name":"a b",\#(task)}]"#, "letters"),
        (#"[{"name":"a"}]"#, #"migration "a" to have a field "task""#),
        (#"[{"name":"a","task":"arn:aws:s3:::b"}]"#, "DataSync task"),
        (#"[{"name":"a",\#(task)},{"name":"a","task":"arn:aws:dms:r:1:task:B"}]"#, "one migration of the name"),
        (#"[{"name":"a",\#(task)},{"name":"b",\#(task)}]"#, "one migration of the task"),
        (#"[{"name":"a",\#(task),"sauce":{}}]"#, #"not to have a field "sauce""#),
        (#"[{"name":"a",\#(task),"gate":"some"}]"#, #"all or table as "gate""#),
        (#"[{"name":"a",\#(task),"acceptStops":["FATAL_ERROR"]}]"#, "STOPPED_AFTER_FULL_LOAD"),
        (#"[{"name":"a",\#(task),"source":{"kind":"s3","bucket":"b"}}]"#, "only be a target"),
        (#"[{"name":"a",\#(task),"source":{"kind":"postgresql"}}]"#, #"the source to have a field "secret""#),
        (#"[{"name":"a",\#(task),"source":{"kind":"postgresql","secret":"s","port":0}}]"#, "1 to 65535"),
        (#"[{"name":"a",\#(task),"source":{"kind":"postgresql","secret":"s","pasword":"x"}}]"#, "pasword"),
        (#"[{"name":"a",\#(task),"target":{"kind":"oracle"}}]"#, #"not "oracle""#),
        (#"[{"name":"a",\#(task),"target":{"kind":"redshift","database":"d"}}]"#, "workgroup"),
        (
            #"[{"name":"a",\#(task),"target":{"kind":"redshift","database":"d","workgroup":"w","dbUser":"u"}}]"#,
            "only a cluster"
        ),
        (#"[{"name":"a",\#(task),"policy":{"compare":"roughly"}}]"#, "exact, tolerance or ignore"),
        (#"[{"name":"a",\#(task),"policy":{"absolute":5}}]"#, "tolerance as"),
        (#"[{"name":"a",\#(task),"policy":{"compare":"tolerance","percent":101}}]"#, "0 to 100"),
        (#"[{"name":"a",\#(task),"policy":{"checksum":true}}]"#, "postgresql"),
        (#"[{"name":"a",\#(task),"tables":{"orders":{}}}]"#, "schema.table"),
        (#"[{"name":"a",\#(task),"tables":{"a.b":{"checksum":[]}}}]"#, "list of columns"),
        (#"[{"name":"a",\#(task),"next":{"crawlers":"c"}}]"#, "crawlers"),
        (#"[{"name":"a",\#(task),"next":{"stateMachine":"m"}}]"#, "ARN of a state machine"),
        (
            #"[{"name":"a",\#(task),"next":{"redshiftLoad":{"database":"d","workgroup":"w","role":"default"}}}]"#,
            "kind s3"
        ),
        (#"[{"name":"a",\#(task),"stopsWithinHours":0}]"#, "1 to 8784"),
    ])
    func whatIsWrongIsNamed(json: String, words: String) {
        let error = #expect(throws: ConfigurationError.self) { try Migration.list(json: Array(json.utf8)) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    private static let least = ["MIGRATIONS": "[]", "STATE_TABLE": "t", "MANIFEST_BUCKET": "b"]

    @Test func settingsHaveTheirDefaults() throws {
        let settings = try HandlerSettings(Environment(Self.least))
        #expect(settings.manifestPrefix == "manifests/")
        #expect(settings.countConnections == 4)
        #expect(settings.recheckLimit == 10)
        #expect(settings.databaseRoots == .shipped)
        #expect(settings.recheckQueueURL == nil)
    }

    @Test(arguments: [
        (["MIGRATIONS": ""], "MIGRATIONS is not set"), (["MIGRATIONS_OBJECT": "s3://b/k"], "only one of"),
        (["MIGRATIONS": "", "MIGRATIONS_OBJECT": "b/k"], "s3://bucket/key"), (["STATE_TABLE": ""], "STATE_TABLE"),
        (["MANIFEST_BUCKET": ""], "MANIFEST_BUCKET"), (["COUNT_CONNECTIONS": "17"], "1 to 16"),
        (["RECHECK_LIMIT": "0"], "1 to 50"), (["RECHECK_QUEUE_URL": "queue"], "URL of a queue"),
        (["NOTIFICATION_TOPIC_ARN": "topic"], "ARN of a topic"), (["DATABASE_ROOTS": "s3://b"], "s3://bucket/key"),
    ])
    func aBadSettingIsNamed(variables: [String: String], words: String) {
        let all = Self.least.merging(variables) { _, new in new }
        let error = #expect(throws: SettingError.self) { try HandlerSettings(Environment(all)) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
}
