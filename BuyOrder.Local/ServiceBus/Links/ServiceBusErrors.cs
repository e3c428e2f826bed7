using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace BuyOrder.Local.ServiceBus.Links;

/// <summary>Errors in the words by which the SDKs know them.</summary>
internal static class ServiceBusErrors
{
    public static readonly Symbol MessageLockLost = new("com.microsoft:message-lock-lost");

    public const string LockLostText =
        "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.";

    public static Error LockLost() => new(MessageLockLost) { Description = LockLostText };

    public static Error NoQueue(string address) =>
        new(ErrorCode.NotFound) { Description = $"The messaging entity '{address}' could not be found." };

    public static Error TooLarge(ulong limit) =>
        new(ErrorCode.MessageSizeExceeded) { Description = $"The message is larger than the {limit} bytes that this queue takes." };

    public static Error NotOffered(string what) => new(ErrorCode.NotImplemented) { Description = $"{what} is not offered here." };
}
