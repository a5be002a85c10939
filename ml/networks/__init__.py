"""The networks: AnnNet and SegNet from timm backbones, with a strong and a weak head, and the files they are kept in."""
