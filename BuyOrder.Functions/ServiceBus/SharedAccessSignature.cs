using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BuyOrder.Functions.ServiceBus;

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
