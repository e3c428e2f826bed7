using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Identity;
using BuyOrder.Orders.Notifications;
using BuyOrder.Orders.Store;

namespace BuyOrder.Functions.ServiceBus;

/// <summary>Sends to a Service Bus queue over its REST interface.</summary>
/// <remarks>
/// https://learn.microsoft.com/rest/api/servicebus/send-message-to-queue,
/// https://learn.microsoft.com/rest/api/servicebus/message-headers-and-properties. No answer is repeated here: the outbox keeps the message.
/// </remarks>
internal sealed class ServiceBusQueue(HttpClient http, NotificationOptions options, TokenCredential? identity, TimeProvider time) : INotificationQueue
{
    /// <summary>One call, its token included.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(15);

    private static readonly TokenRequestContext Scope = new(["https://servicebus.azure.net/.default"]);
    private static readonly TimeSpan SignatureLifetime = TimeSpan.FromMinutes(5);

    private readonly Uri messages = new(options.Namespace, $"{options.Queue}/messages");

    public async Task<SendAnswer> SendAsync(Notification notification, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(CallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, messages);
            request.Content = new StringContent(notification.Body, Encoding.UTF8, new MediaTypeHeaderValue("application/json", "utf-8"));
            request.Headers.TryAddWithoutValidation("Authorization", await AuthorizationAsync(either.Token));
            request.Headers.TryAddWithoutValidation("BrokerProperties", BrokerProperties(notification));
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return Judge(answer);
        }
        catch (HttpRequestException error)
        {
            return new SendAnswer(SendOutcome.Unavailable, $"no answer ({error.HttpRequestError})");
        }
        catch (SocketException error)
        {
            return new SendAnswer(SendOutcome.Unavailable, $"no answer ({error.SocketErrorCode})");
        }
        catch (AuthenticationFailedException)
        {
            return new SendAnswer(SendOutcome.Unavailable, "no token for the namespace");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new SendAnswer(SendOutcome.Unavailable, $"no answer within {CallTimeout.TotalSeconds:0} s");
        }
    }

    private static SendAnswer Judge(HttpResponseMessage answer)
    {
        var detail = string.Create(CultureInfo.InvariantCulture, $"status {(int)answer.StatusCode}");
        return answer.StatusCode switch
        {
            HttpStatusCode.Created => new SendAnswer(SendOutcome.Taken, detail),
            HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge => new SendAnswer(SendOutcome.Refused, detail),
            _ => new SendAnswer(SendOutcome.Unavailable, detail, answer.Headers.RetryAfter?.Delta),
        };
    }

    private async Task<string> AuthorizationAsync(CancellationToken cancellation)
    {
        if (options is { KeyName: { } name, Key: { } key })
            return SharedAccessSignature.Sign(messages, name, key, time.GetUtcNow() + SignatureLifetime);
        var token = await identity!.GetTokenAsync(Scope, cancellation);
        return $"Bearer {token.Token}";
    }

    private static string BrokerProperties(Notification notification)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("MessageId", notification.MessageId);
            json.WriteString("Label", notification.Event);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}

/// <summary>A token made from a shared access key: https://learn.microsoft.com/rest/api/eventhub/generate-sas-token.</summary>
internal static class SharedAccessSignature
{
    /// <returns>The value of the <c>Authorization</c> header.</returns>
    public static string Sign(Uri resource, string keyName, string key, DateTimeOffset expires)
    {
        var audience = Uri.EscapeDataString(resource.AbsoluteUri);
        var seconds = expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{audience}\n{seconds}"));
        return $"SharedAccessSignature sr={audience}&sig={Uri.EscapeDataString(Convert.ToBase64String(signature))}"
            + $"&se={seconds}&skn={Uri.EscapeDataString(keyName)}";
    }
}
