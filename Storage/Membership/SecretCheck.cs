using System.Security.Cryptography;

namespace OrleansSaga.Storage.Membership;

/// <summary>What is stored of a cluster's secret: enough to compare, and slow to guess from.</summary>
public static class SecretCheck
{
    private const int Iterations = 100_000;
    private const int Bytes = 32;

    /// <summary>PBKDF2-SHA256 of the secret, salted with the cluster's id.</summary>
    public static byte[] Of(string secret, Guid clusterId) =>
        Rfc2898DeriveBytes.Pbkdf2(secret, clusterId.ToByteArray(bigEndian: true), Iterations, HashAlgorithmName.SHA256, Bytes);
}
