using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace BuyOrder.Local.ServiceBus.Queues;

/// <summary>A message as its sender made it: the bytes of what a queue never touches, and the few things that a queue looks at.</summary>
internal sealed class SentMessage
{
    private const int ReasonableBytes = 512;

    /// <summary>The place of the time to live among the header's fields.</summary>
    private const int TtlField = 2;

    private static readonly Symbol ScheduledTime = new("x-opt-scheduled-enqueue-time");

    private SentMessage(Message message)
    {
        MessageId = IdText(message.Properties.GetMessageId());
        Header = message.Header;
        Annotations = message.MessageAnnotations;
        Bare = Bytes(message.Properties, message.ApplicationProperties, message.BodySection, message.Footer);
    }

    /// <summary>Properties, application properties, body and footer, encoded.</summary>
    public byte[] Bare { get; }

    public string MessageId { get; }

    public Header? Header { get; }

    public MessageAnnotations? Annotations { get; }

    /// <summary>Null: for ever.</summary>
    public TimeSpan? TimeToLive => Header is { } header && header.HasField(TtlField) ? TimeSpan.FromMilliseconds(header.Ttl) : null;

    /// <summary>Whether it is to be delivered later, which is not offered here.</summary>
    public bool IsScheduled => Annotations?.Map.ContainsKey(ScheduledTime) == true;

    public static SentMessage Of(ReadOnlyMemory<byte> body) => From(new Message { BodySection = new Data { Binary = body.ToArray() } });

    /// <exception cref="AmqpException">Sections that can't be written again.</exception>
    public static SentMessage From(Message message)
    {
        // @azure/service-bus can't receive a message that has no id.
        message.Properties ??= new Properties();
        if (message.Properties.GetMessageId() is null)
            message.Properties.MessageId = Guid.NewGuid().ToString("N");
        return new SentMessage(message);
    }

    /// <summary>The same, with the reason among its application properties, where receivers of dead letters look for it.</summary>
    public SentMessage DeadLettered(string? reason, string? description)
    {
        var message = Message.Decode(new ByteBuffer(Bare, 0, Bare.Length, Bare.Length));
        message.ApplicationProperties ??= new ApplicationProperties();
        if (reason is not null)
            message.ApplicationProperties["DeadLetterReason"] = reason;
        if (description is not null)
            message.ApplicationProperties["DeadLetterErrorDescription"] = description;
        (message.Header, message.MessageAnnotations) = (Header, Annotations);
        return new SentMessage(message);
    }

    /// <summary>One by one: a whole message without a body would be given an empty one.</summary>
    private static byte[] Bytes(params RestrictedDescribed?[] sections)
    {
        var buffer = new ByteBuffer(ReasonableBytes, true);
        foreach (var section in sections.Where(section => section is not null))
            Encoder.WriteObject(buffer, section);
        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }

    private static string IdText(object id) => id is byte[] bytes ? Convert.ToHexString(bytes) : $"{id}";
}
