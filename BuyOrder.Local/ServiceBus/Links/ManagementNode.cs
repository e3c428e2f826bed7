using System.Collections;
using System.Globalization;
using Amqp;
using Amqp.Framing;
using Amqp.Types;
using BuyOrder.Local.ServiceBus.Queues;

namespace BuyOrder.Local.ServiceBus.Links;

/// <summary>What the SDKs ask of a queue besides sending and receiving.</summary>
internal sealed class ManagementNode(BrokerQueue queue)
{
    private const int Ok = 200;
    private const int Accepted = 202;
    private const int NoContent = 204;
    private const int BadRequest = 400;
    private const int Gone = 410;
    private const int NotImplemented = 501;

    /// <summary>More at once are shown with the next request.</summary>
    private const int MaxPeeked = 250;

    /// <summary>Any token will do: see <see cref="OpenSaslProfile"/>.</summary>
    public static Message AcceptToken(Message request) => Answer(Accepted, "Accepted");

    public Message Handle(Message request)
    {
        var body = request.Body as Map ?? [];
        try
        {
            return (request.ApplicationProperties?["operation"] as string) switch
            {
                "com.microsoft:renew-lock" => Renew(body),
                "com.microsoft:peek-message" => Peek(body),
                "com.microsoft:update-disposition" => Settle(body),
                var operation => Answer(NotImplemented, $"{operation} is not offered here.", ErrorCode.NotImplemented),
            };
        }
        catch (Exception e) when (e is FormatException or InvalidCastException or OverflowException)
        {
            return Answer(BadRequest, e.Message, ErrorCode.InvalidField);
        }
    }

    private Message Renew(Map body)
    {
        var ends = Tokens(body).Select(queue.Renew).ToList();
        if (ends.Contains(null))
            return LockLost();
        return Answer(Ok, "OK", null, new Map { ["expirations"] = ends.Select(end => end!.Value.UtcDateTime).ToArray() });
    }

    private Message Peek(Map body)
    {
        var from = Convert.ToInt64(body["from-sequence-number"], CultureInfo.InvariantCulture);
        var count = Convert.ToInt32(body["message-count"], CultureInfo.InvariantCulture);
        var list = new List();
        foreach (var message in queue.Peek(from, Math.Min(count, MaxPeeked)))
        {
            var bytes = message.Encode(null);
            list.Add(new Map { ["message"] = bytes.Buffer.AsSpan(bytes.Offset, bytes.Length).ToArray() });
        }
        return list.Count == 0 ? Answer(NoContent, "No messages") : Answer(Ok, "OK", null, new Map { ["messages"] = list });
    }

    private Message Settle(Map body)
    {
        var tokens = Tokens(body);
        bool? done = (body["disposition-status"] as string) switch
        {
            "completed" => tokens.All(queue.Complete),
            "abandoned" => tokens.All(token => queue.Abandon(token, counts: true)),
            "suspended" => tokens.All(token =>
                queue.DeadLetter(token, body["deadletter-reason"] as string, body["deadletter-description"] as string)),
            _ => null,
        };
        return done switch
        {
            true => Answer(Ok, "OK"),
            false => LockLost(),
            null => Answer(NotImplemented, $"{body["disposition-status"]} is not offered here.", ErrorCode.NotImplemented),
        };
    }

    private static Guid[] Tokens(Map body) => body["lock-tokens"] is IEnumerable tokens ? [.. tokens.Cast<Guid>()] : [];

    private static Message LockLost() => Answer(Gone, ServiceBusErrors.LockLostText, ServiceBusErrors.MessageLockLost);

    /// <summary>In both spellings: one SDK reads these, another those, and each both at different nodes.</summary>
    private static Message Answer(int status, string description, Symbol? condition = null, Map? body = null)
    {
        var properties = new ApplicationProperties();
        properties["statusCode"] = status;
        properties["status-code"] = status;
        properties["statusDescription"] = description;
        properties["status-description"] = description;
        if (condition is not null)
            properties["errorCondition"] = condition;
        return new Message { ApplicationProperties = properties, BodySection = new AmqpValue { Value = body ?? [] } };
    }
}
